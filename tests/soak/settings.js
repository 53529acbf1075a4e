// The times of a soak, in seconds: those of a year, compressed into minutes.

export const ACCESS_LIFETIME = 15
/** For how long a status list is fresh; the verifier fetches with these `timeout` and `cooldown`. */
export const STATUS_FRESHNESS = 2
export const TIMEOUT = 1
export const COOLDOWN = 3

export const ROTATION = 6
/** Longer than the cooldown: whoever fetched the keys within it has the one that signs now. */
export const PUBLISH_FOR = 4

/** The default `grace` of a service. */
export const GRACE = 10
export const LEEWAY = 5

/**
 * By when a verifier knows of a revocation while the issuer answers: a fetch under way fails, backs off, needs a key
 * that is fetched first and backs off in turn, and until then the last list was fresh.
 */
export const REVOCATION_BOUND = STATUS_FRESHNESS + TIMEOUT + 2 * COOLDOWN + 1

export const FAIR = [REVOCATION_BOUND + 2, REVOCATION_BOUND + 5]
/** Shorter than the grace: an answer that got lost just before can be asked for again. */
export const FOUL = [3, 6]
export const STORE_FAILURES = 0.05

export const PASSWORD = 'correct horse battery staple'
