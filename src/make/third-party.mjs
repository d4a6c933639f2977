// Third-party C: fetched through npm, checked, unpacked under build/third-party, and never committed.
//
// Each package is named with its exact version and the sha512 of its tarball. npm checks what it downloads against its
// own index; we check it once more against this table, so that a changed index changes nothing here. Only the files
// that are compiled, and the licences, leave the tarball. A stamp file makes the second run free.
//
//   node src/make/third-party.mjs            everything
//   node src/make/third-party.mjs cjson      one folder of build/third-party
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync, cpSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} Package
 * @property {string} folder     name of its folder under build/third-party
 * @property {string} name       name in the npm registry
 * @property {string} version    exact version
 * @property {string} integrity  sha512 of the tarball, as npm writes it
 * @property {[string, string][]} take  [path in the tarball below package/, where it goes in the folder]; folders work
 * @property {Record<string, string>} [sha256]  file in the folder -> its sha256, where a file is pinned by itself
 * @property {{file: string, from: string, to: string}[]} [edits]  a text of the file that occurs once, and what replaces it
 */

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const OUT = join(ROOT, "build/third-party");

/** A grammar: its tables, its scanner where there is one, its licence.
 * @param {string} language @param {string} version @param {string} integrity @returns {Package} */
function grammar(language, version, integrity) {
  const name = `tree-sitter-${language}`;
  return { folder: name, name, version, integrity, take: [["src", "src"], ["LICENSE", "LICENSE"]] };
}

/** @type {Package[]} */
const PACKAGES = [
  {
    folder: "tree-sitter",
    name: "tree-sitter",
    version: "0.25.1",
    integrity: "sha512-mrcEdkYtHfrK1A6fs3O6FxkBo0Qig5XUXqHhxUOQu0bmPo00QF4XaSx4edpazdHwxnSCjlGKGgIqWdaN4dvTLA==",
    take: [["vendor/tree-sitter/lib/src", "src"], ["vendor/tree-sitter/lib/include", "include"], ["LICENSE", "LICENSE"]],
    edits: [
      // tree-sitter proves for each query that the grammar can produce it, which takes 5 to 10 ms a tip. We prove that
      // when a tip is tested (src/syntax/rules.h); a running mentor skips it, and finds the same.
      {
        file: "src/query.c",
        from: "#define MAX_ANALYSIS_ITERATION_COUNT 256\n",
        to: "extern unsigned rules_analysis_rounds;\n#define MAX_ANALYSIS_ITERATION_COUNT rules_analysis_rounds\n",
      },
    ],
  },
  grammar("javascript", "0.25.0", "sha512-1fCbmzAskZkxcZzN41sFZ2br2iqTYP3tKls1b/HKGNPQUVOpsUxpmGxdN/wMqAk3jYZnYBR1dd/y/0avMeU7dw=="),
  {
    folder: "tree-sitter-typescript",
    name: "tree-sitter-typescript",
    version: "0.23.2",
    integrity: "sha512-e04JUUKxTT53/x3Uq1zIL45DoYKVfHH4CZqwgZhPg5qYROl5nQjV+85ruFzFGZxu+QeFVbRTPDRnqL9UbU4VeA==",
    take: [["typescript/src", "typescript/src"], ["common/scanner.h", "common/scanner.h"], ["LICENSE", "LICENSE"]],
  },
  grammar("python", "0.25.0", "sha512-eCmJx6zQa35GxaCtQD+wXHOhYqBxEL+bp71W/s3fcDMu06MrtzkVXR437dRrCrbrDbyLuUDJpAgycs7ncngLXw=="),
  grammar("java", "0.23.5", "sha512-Yju7oQ0Xx7GcUT01mUglPP+bYfvqjNCGdxqigTnew9nLGoII42PNVP3bHrYeMxswiCRM0yubWmN5qk+zsg0zMA=="),
  grammar("c", "0.24.1", "sha512-lkYwWN3SRecpvaeqmFKkuPNR3ZbtnvHU+4XAEEkJdrp3JfSp2pBrhXOtvfsENUneye76g889Y0ddF2DM0gEDpA=="),
  grammar("cpp", "0.23.4", "sha512-qR5qUDyhZ5jJ6V8/umiBxokRbe89bCGmcq/dk94wI4kN86qfdV8k0GHIUEKaqWgcu42wKal5E97LKpLeVW8sKw=="),
  grammar("go", "0.25.0", "sha512-APBc/Dq3xz/e35Xpkhb1blu5UgW+2E3RyGWawZSCNcbGwa7jhSQPS8KsUupuzBla8PCo8+lz9W/JDJjmfRa2tw=="),
  grammar("rust", "0.24.0", "sha512-NWemUDf629Tfc90Y0Z55zuwPCAHkLxWnMf2RznYu4iBkkrQl2o/CHGB7Cr52TyN5F1DAx8FmUnDtCy9iUkXZEQ=="),
  {
    // No package ships cJSON alone, so its two files are taken out of one that carries them, and pinned by themselves.
    folder: "cjson",
    name: "@confluentinc/kafka-javascript",
    version: "1.10.1",
    integrity: "sha512-KVePUBn21EqCVP9mfxzEuM3SYJHHEF7X+iiC2e43QQgDSyEaksInmCGooT3w5q+cNAdkSCrK71j0ICfqoSqZLw==",
    take: [
      ["deps/librdkafka/src/cJSON.c", "cJSON.c"],
      ["deps/librdkafka/src/cJSON.h", "cJSON.h"],
      ["deps/librdkafka/LICENSE.cjson", "LICENSE"],
    ],
    sha256: { "cJSON.c": "fdb11f529efe3ad55b04d3c59c3c2f668cf4b68bd93feed23d51ee89841e0a90" },
  },
];

/** Ends the build with a sentence that says what to do. @param {string} message @returns {never} */
function fail(message) {
  console.error(`third-party: ${message}`);
  process.exit(1);
}

/** @param {string} file @param {"sha256" | "sha512"} algorithm @param {"hex" | "base64"} form */
function digest(file, algorithm, form) {
  return createHash(algorithm).update(readFileSync(file)).digest(form);
}

/** @param {string} file @param {Package} pack */
function isIntact(file, pack) {
  return existsSync(file) && `sha512-${digest(file, "sha512", "base64")}` === pack.integrity;
}

/** Downloads the tarball unless an intact one lies in the cache. @param {Package} pack @returns {string} its path */
function fetchTarball(pack) {
  const cache = join(OUT, ".cache");
  const spec = `${pack.name}@${pack.version}`;
  const file = join(cache, `${pack.name.replace("@", "").replace("/", "-")}-${pack.version}.tgz`);
  if (isIntact(file, pack)) return file;
  mkdirSync(cache, { recursive: true });
  rmSync(file, { force: true });
  try {
    execFileSync("npm", ["pack", spec, "--silent", "--ignore-scripts", "--pack-destination", cache], {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "pipe"],
    });
  } catch (error) {
    const said = String(/** @type {{stderr?: Buffer}} */ (error).stderr ?? "").trim();
    fail(`npm could not fetch ${spec}. Is the package registry reachable?${said ? `\n${said}` : ""}`);
  }
  if (!existsSync(file)) fail(`npm pack ${spec} left no file ${file}.`);
  if (!isIntact(file, pack)) {
    rmSync(file);
    fail(`${spec} is not what was reviewed: its sha512 is not ${pack.integrity}. Nothing of it was used.`);
  }
  return file;
}

/** Unpacks what is named into a folder beside the final one, then moves it there at once. @param {Package} pack */
function unpack(pack) {
  const folder = join(OUT, pack.folder);
  const stamp = join(folder, ".stamp");
  const wanted = createHash("sha256").update(JSON.stringify(pack)).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const tarball = fetchTarball(pack);
  const fresh = `${folder}.new`;
  const raw = `${folder}.raw`;
  for (const path of [folder, fresh, raw]) rmSync(path, { recursive: true, force: true });
  mkdirSync(raw, { recursive: true });
  const members = pack.take.map(([from]) => `package/${from}`);
  try {
    execFileSync("tar", ["-xzf", tarball, "-C", raw, ...members], { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    const said = String(/** @type {{stderr?: Buffer}} */ (error).stderr ?? "").trim();
    fail(`tar could not unpack ${tarball}: ${said || "is tar installed?"}`);
  }
  for (const [from, to] of pack.take) {
    const target = join(fresh, to);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(raw, "package", from), target, { recursive: true });
  }
  for (const [file, sha256] of Object.entries(pack.sha256 ?? {})) {
    if (digest(join(fresh, file), "sha256", "hex") !== sha256) fail(`${pack.folder}/${file} has not the sha256 ${sha256}.`);
  }
  for (const { file, from, to } of pack.edits ?? []) {
    const parts = readFileSync(join(fresh, file), "utf8").split(from);
    if (parts.length !== 2) fail(`${pack.folder}/${file}: the text to edit occurs ${parts.length - 1} times, not once.`);
    writeFileSync(join(fresh, file), parts.join(to));
  }
  writeFileSync(join(fresh, ".stamp"), wanted);
  renameSync(fresh, folder);
  rmSync(raw, { recursive: true });
  console.log(`third-party: ${pack.folder} (${pack.name} ${pack.version})`);
}

const asked = process.argv.slice(2);
for (const name of asked) {
  if (!PACKAGES.some((pack) => pack.folder === name)) fail(`there is no package "${name}". See the table in this file.`);
}
for (const pack of PACKAGES) {
  if (asked.length === 0 || asked.includes(pack.folder)) unpack(pack);
}
