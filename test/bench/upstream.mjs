// A provider of the benchmarks, in a process of its own: answers every question with the same 40 events of Gemini, each
// written by itself. Says its port on the first line.
import { createServer } from "node:http";

const WORDS = "Look at the loop again: it runs once for each item, and the last one is not special. ";
const event = (/** @type {string} */ text, /** @type {string} */ more) =>
  `data: {"candidates":[{"content":{"parts":[{"text":${JSON.stringify(text)}}],"role":"model"}${more}}],` +
  `"usageMetadata":{"promptTokenCount":900,"candidatesTokenCount":400}}\r\n\r\n`;
const EVENTS = Array.from({ length: 40 }, (_, i) => Buffer.from(event(WORDS.slice((i % 2) * 42, (i % 2) * 42 + 42), i === 39 ? ',"finishReason":"STOP"' : "")));

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    let next = 0;
    const step = () => {
      if (next === EVENTS.length) return void response.end();
      response.write(EVENTS[next++]);
      setImmediate(step);
    };
    step();
  });
});
server.listen(0, "127.0.0.1", () => console.log(/** @type {any} */ (server.address()).port));
