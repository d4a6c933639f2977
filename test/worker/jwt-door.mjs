// A worker for tests that does nothing but ask who comes: for the keys and signatures of workerd's WebCrypto.
import module from "../../build/core.wasm";
import { Core } from "../../shim/core.js";
import { importSet } from "../../shim/jwk.js";
import { authenticate, judgeToken } from "../../shim/jwt.js";

const core = new Core(module);

export default {
  /** With `vars` of a deployment the request is judged, else the token of its body. @param {Request} request */
  async fetch(request) {
    const { vars, token, policy, jwk, now } = await request.json();
    if (vars) return Response.json(await authenticate(request, vars, core));
    const { keys, faults } = await importSet({ keys: [jwk] });
    return Response.json({ faults, ...(keys.length ? await judgeToken(token, policy, keys, now, core) : { code: "not_configured" }) });
  },
};
