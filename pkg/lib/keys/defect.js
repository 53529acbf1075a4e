/**
 * What a program is told if this library's arithmetic was wrong about a signature, and dalek's is used from then on.
 *
 * @param {string} which keys
 */
export function defect(which) {
  return new Error(`countersign: arithmetic was wrong about a signature; ${which} are verified the slow way from now on. Check this machine's memory`)
}

/** @param {Error} defect */
export function reportDefect(defect) {
  console.error(defect.message)
}
