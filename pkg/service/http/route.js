/**
 * Answers the requests of one method to one path; `parameter` is the part of the path that varies.
 *
 * @typedef {(parts: import('../parts.js').Parts, request: Request, parameter: string) => Promise<Response>} Route
 */

export {}
