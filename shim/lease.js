// Leases: when many calls of one provider are in flight, an isolate reserves at the deployment's ledger for several at once
// and hands that out itself, so that the one object which every call would have to visit is visited now and then.
//
// A lease is reserved like one call, at the worst price of all its calls, so the budget holds whatever happens; it is settled
// as soon as none of its calls is in flight. So a lease never lies idle, and one call alone is a lease for one. A failure
// closes it, so that the ledger's breakers hear of it; an isolate that dies leaves it to lapse, and to count in full.

const CALLS = 16; // of one lease
const SHARE = 0.02; // of the day's budget that one may hold: with a small budget every call is counted by itself
const AGE_MS = 20_000; // afterwards it takes no more calls
const PROVED_MS = 60_000; // only a provider that answered lately is trusted with several calls

/**
 * @typedef {object} Lease
 * @property {string} key       how the ledger knows it: the key of its first call
 * @property {string} provider
 * @property {number} left      micro-dollars that may still be handed out
 * @property {number} spent     what its calls cost that have ended
 * @property {number} open      calls in flight
 * @property {number} until     epoch milliseconds: it takes calls until then; 0: it takes none
 * @property {string} outcome   the worst of its calls so far, for the breaker
 */

/** The newest lease of each provider. @type {Map<string, Lease>} */
const newest = new Map();
/** The lease of each call in flight. @type {Map<string, Lease>} */
const ofCalls = new Map();
/** When a provider answered last. @type {Map<string, number>} */
const proved = new Map();

/** May a call be made without a visit? @param {string} key of the call @param {string} provider @param {number} micro its worst price */
export function take(key, provider, micro) {
  const lease = newest.get(provider);
  if (!lease || lease.left < micro || lease.until < Date.now()) return false;
  lease.left -= micro;
  lease.open++;
  ofCalls.set(key, lease);
  return true;
}

/** What to reserve for a call, so that others may go along with it. @param {string} provider @param {number} micro
 *  @param {number} dayMicro the day's budget */
export function amount(provider, micro, dayMicro) {
  const isProved = Date.now() - (proved.get(provider) ?? 0) < PROVED_MS;
  const calls = Math.min(CALLS, Math.floor((dayMicro * SHARE) / Math.max(micro, 1)));
  return micro * (isProved ? Math.max(1, calls) : 1);
}

/** The ledger has granted it. @param {string} key @param {string} provider @param {number} micro of this call @param {number} granted */
export function begin(key, provider, micro, granted) {
  const lease = { key, provider, left: granted - micro, spent: 0, open: 1, until: Date.now() + AGE_MS, outcome: "ok" };
  ofCalls.set(key, lease);
  newest.set(provider, lease);
}

/**
 * A call has ended. What the ledger is to be told now: the lease's key and all that it cost; null while others are in
 * flight, undefined for a call that is in no lease. @param {string} key @param {number} micro @param {string} outcome
 * @returns {{ key: string, micro: number, outcome: string } | null | undefined}
 */
export function end(key, micro, outcome) {
  const lease = ofCalls.get(key);
  if (!lease) return undefined;
  ofCalls.delete(key);
  lease.spent += micro;
  lease.open--;
  if (outcome === "ok") proved.set(lease.provider, Date.now());
  if (outcome !== "ok" && outcome !== "halted") {
    lease.outcome = outcome;
    lease.until = 0;
    proved.delete(lease.provider);
  }
  if (lease.open) return null;
  if (newest.get(lease.provider) === lease) newest.delete(lease.provider);
  return { key: lease.key, micro: lease.spent, outcome: lease.outcome };
}
