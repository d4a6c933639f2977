// How a test has the fake model: as a worker beside the real one, and as somebody to talk to.
//
//   const fake = await startWithFake();            // production environment, its AI binding is the fake model
//   await fake.script({ mode: "obedient", obedient: [{ find: "poem", answer: "O tinned fish" }] });
//   ... fake.url, fake.worker ...
//   assert.equal((await fake.log()).asked, 1);
//   await fake.close();
import { startServer } from "../worker/harness.mjs";

/** The host that stands for every provider on the network, for what is asked by plain `fetch`. */
export const FAKE_ORIGIN = "http://model.test";

/** The fake model's own entry for `workers` of createTestHarness. */
export const fakeWorker = () => ({
  config: {
    name: "fake-model",
    main: "test/fake/worker.mjs",
    compatibility_date: "2026-10-20",
    compatibility_flags: ["enable_abortsignal_rpc", "enable_request_signal"],
  },
});

/** Settings with which each provider's questions come to the fake model at FAKE_ORIGIN. */
export const FAKE_VARS = {
  OPENAI_BASE_URL: `${FAKE_ORIGIN}/v1`,
  OPENAI_API_KEY: "sk-fake",
  OPENAI_MODEL: "fake-gpt",
  GEMINI_BASE_URL: FAKE_ORIGIN,
  GOOGLE_GEMINI_API_KEY: "fake-gemini-key",
  GEMINI_MODEL: "fake-gemini",
};

/** Somebody who talks to the fake model of this server. @param {any} server of createTestHarness */
export function fakeClient(server) {
  const worker = server.getWorker("fake-model");
  const say = async (/** @type {string} */ verb, /** @type {object} */ body = {}) => {
    const response = await worker.fetch(`${FAKE_ORIGIN}/__fake/${verb}`, { method: "POST", body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`the fake model refused ${verb}: ${response.status}`);
  };
  return {
    /** @param {object} script what the next answers do (README.md) */
    script: (script) => say("script", script),
    reset: () => say("reset"),
    release: () => say("release"),
    /** @param {{ since?: number, bodies?: boolean }} [options] @returns {Promise<any>} */
    log: async ({ since = 0, bodies = true } = {}) =>
      (await worker.fetch(`${FAKE_ORIGIN}/__fake/log?since=${since}&bodies=${bodies ? 1 : 0}`)).json(),
    /** Waits until the log fits, and gives it. @param {(log: any) => boolean} fits @param {string} what @param {number} [patienceMs] */
    async waitLog(fits, what, patienceMs = 5000) {
      for (const stop = Date.now() + patienceMs; ; await new Promise((resolve) => setTimeout(resolve, 10))) {
        const log = await this.log({ bodies: false });
        if (fits(log)) return log;
        if (Date.now() > stop) throw new Error(`waited for ${what}; the log says ${JSON.stringify(log).slice(0, 2000)}`);
      }
    },
  };
}

/**
 * Brings what workers ask of FAKE_ORIGIN by plain `fetch` to the fake model: the harness sends every outbound request through
 * this process' globalThis.fetch. Gives the way back. @param {any} server of createTestHarness
 */
export function catchOutbound(server) {
  const real = globalThis.fetch;
  const worker = server.getWorker("fake-model");
  /** @param {any} input @param {any} [init] */
  const caught = (input, init) => {
    const url = typeof input === "string" ? input : (input.url ?? String(input));
    return url.startsWith(FAKE_ORIGIN) ? worker.fetch(url, init ?? input) : real(input, init);
  };
  globalThis.fetch = /** @type {any} */ (caught);
  return () => {
    globalThis.fetch = real;
  };
}

/** A server with the real worker, whose AI binding is the fake model. @param {object} [options] more for the real worker: vars (FAKE_VARS), bindingOverrides */
export async function startWithFake(options = {}) {
  const { bindingOverrides, ...rest } = /** @type {any} */ (options);
  const started = await startServer({ env: "production", bindingOverrides: { AI: "fake-model", ...bindingOverrides }, ...rest }, [fakeWorker()]);
  const release = catchOutbound(started.server);
  return {
    ...started,
    ...fakeClient(started.server),
    close: async () => {
      release();
      await started.close();
    },
  };
}
