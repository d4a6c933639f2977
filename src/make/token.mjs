// Prints a token for POST /chat: HS256, twelve hours, for SUB (dev-learner), signed with SECRET or with the secret of
// wrangler.toml's top-level [vars]: `make token SUB=42`, or SECRET in the environment and `make token`.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const TOML = join(dirname(fileURLToPath(import.meta.url)), "../../wrangler.toml");
const HOURS = 12;

/** The secret of `wrangler dev`: a line of [vars], before the next table. @param {string} toml */
function secretOf(toml) {
  const [, vars = ""] = /^\[vars\]\n((?:(?!\[).*\n?)*)/m.exec(toml) ?? [];
  const [, secret] = /^DEVISE_JWT_SECRET_KEY\s*=\s*"([^"\\]+)"/m.exec(vars) ?? [];
  if (!secret) throw new Error("wrangler.toml: no DEVISE_JWT_SECRET_KEY in [vars]; give one as SECRET");
  return secret;
}

/** @param {object} json */
const part = (json) => Buffer.from(JSON.stringify(json)).toString("base64url");

const now = Math.floor(Date.now() / 1000);
const claims = { sub: process.env.SUB || "dev-learner", iat: now, exp: now + HOURS * 3600 };
const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
const secret = process.env.SECRET || secretOf(readFileSync(TOML, "utf8"));
console.log(`${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`);
