// What a deployment may set about money and about how much a user may ask, read from its vars: plain text into whole
// numbers. A value that cannot be read is not guessed at: the default holds, and a line in the log names the setting.

const DOLLAR_DIGITS = 6; // a micro-dollar is the smallest amount, a million dollars a day the largest
const DOLLARS = /^(\d{1,6})(?:\.(\d{1,6}))?$/;
const COUNT = /^\d{1,6}$/;
const DAY_S = 86_400; // the longest window of messages that a ledger keeps

/** Dollars as text in micro-dollars, digit by digit: 0.1 + 0.2 is no question here. Null when it is no such amount.
 *  @param {string} text */
export function microOf(text) {
  const [, whole, part = ""] = DOLLARS.exec(text) ?? [];
  return whole === undefined ? null : Number(whole + part.padEnd(DOLLAR_DIGITS, "0"));
}

/** @param {string} text */
const countOf = (text) => (COUNT.test(text) ? Number(text) : null);

/** @param {string} text */
const secondsOf = (text) => {
  const seconds = countOf(text) ?? 0;
  return seconds >= 1 && seconds <= DAY_S ? seconds : null;
};

/** @type {Record<string, { as: string, read: (text: string) => number | null, otherwise: string, wants: string }>} */
const SETTINGS = {
  DAILY_BUDGET_USD: { as: "dayMicro", read: microOf, otherwise: "1.00", wants: "dollars a day, such as 1.00" },
  SESSION_DAILY_USD: { as: "sessionMicro", read: microOf, otherwise: "0.25", wants: "dollars a day, such as 0.25" },
  LEARNER_DAILY_USD: { as: "learnerMicro", read: microOf, otherwise: "0.50", wants: "dollars a day, such as 0.50" },
  MINUTE_CALLS: { as: "minuteCalls", read: countOf, otherwise: "300", wants: "a whole number of calls, such as 300" },
  CHAT_LIMIT: { as: "chatLimit", read: countOf, otherwise: "50", wants: "a whole number of messages, such as 50" },
  CHAT_WINDOW_S: { as: "chatWindowS", read: secondsOf, otherwise: "3600", wants: "seconds from 1 to 86400, such as 3600" },
};

/**
 * @typedef {object} Settings
 * @property {number} dayMicro      micro-dollars that the whole deployment may spend on a day (UTC)
 * @property {number} sessionMicro  micro-dollars that one session may spend on a day; the core counts them
 * @property {number} learnerMicro  micro-dollars that one learner may spend on a day
 * @property {number} minuteCalls   calls of Workers AI in any minute; other providers are not counted
 * @property {number} chatLimit     messages that a user may send in any window; more than 1000 count as 1000
 * @property {number} chatWindowS   the length of that window in seconds
 */

/** The settings, and a sentence for each that cannot be read. @param {any} env @returns {{ settings: Settings, faults: string[] }} */
export function readSettings(env) {
  /** @type {any} */
  const settings = {};
  const faults = [];
  for (const [name, { as, read, otherwise, wants }] of Object.entries(SETTINGS)) {
    const given = env[name];
    const value = given === undefined ? read(otherwise) : read(String(given).trim());
    if (value === null) faults.push(`${name} should be ${wants}; ${otherwise} is used`);
    settings[as] = value ?? read(otherwise);
  }
  return { settings, faults };
}
