// What src/make/page.mjs puts into the page at build time.

/** Capacities of src/base/limits.h, told by C. */
declare const LIMITS: { TEXT_BYTES_MAX: number; TEXT_LINES_MAX: number; CHAT_QUESTION_UNITS_MAX: number };

/** The languages of src/code/language.h: name on the wire, name for people. */
declare const LANGUAGES: readonly (readonly [wire: string, people: string])[];

/** A style sheet as text. */
declare module "*.css" {
  const text: string;
  export default text;
}
