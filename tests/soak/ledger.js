/** What was asked, and how it ended. */
export class Ledger {
  requests = 0
  honest = 0
  hostile = 0
  refused = []
  unexcused = []
  accepted = []
  broken = []
  /** How often an honest client had to wait, by reason. */
  waits = {}
  /** How hostile requests were answered, by kind and status. */
  answers = {}
  latencies = { fair: [], foul: [] }

  /** @param {boolean} isHonest */
  asked(isHonest) {
    this.requests += 1
    this[isHonest ? 'honest' : 'hostile'] += 1
  }

  /** @param {string} reason */
  waited(reason) {
    this.waits[reason] = (this.waits[reason] ?? 0) + 1
  }

  /** By the server, which must foresee everything. @param {string} kind @param {number} status */
  judged(kind, status) {
    this.answered(kind, status, status >= 200 && status < 400)
    if (status === 500) this.broken.push(`${kind}: ${status}`)
  }

  /** By whoever answers in bad weather. @param {string} kind @param {number} status @param {boolean} isAccepted */
  answered(kind, status, isAccepted) {
    this.asked(false)
    const answers = (this.answers[kind] ??= {})
    answers[status] = (answers[status] ?? 0) + 1
    if (isAccepted) this.accepted.push(`${kind}: ${status}`)
  }
}

/** The value below which this share of them lies. @param {number[]} values @param {number} share */
export function quantile(values, share) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN
}
