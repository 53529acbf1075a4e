/**
 * A verified token: plain data, frozen to its depth.
 *
 * @template [C=Claims]
 * @typedef {object} VerifiedToken
 * @property {Readonly<import('../jws/header.js').Header>} header
 * @property {Readonly<C>} claims
 * @property {number | null} expiresAt `exp`, in seconds since the epoch
 */

/** @typedef {import('../jws/claims.js').Claims} Claims */

export {}
