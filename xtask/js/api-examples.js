// The examples of docs/api.md, from api-examples.md: every entry has one, or is a type that shares one.

import { readFileSync } from 'node:fs'

/** The types whose example is that of the function or class that takes or returns them. */
const shared = {
  'countersign': {
    ApiTokenState: 'class ApiToken',
    Authority: 'boundedAuthority',
    Decoded: 'decode',
    Header: 'verify',
    ProofOptions: 'issueProof',
    RefreshRecord: 'beginRefresh',
    Signer: 'issueWithSigner',
    VerifiedToken: 'verify',
  },
  'countersign/fetch': { ProtectedResource: 'protectedResource' },
  'countersign/mcp': {
    AuthInfo: 'tokenVerifier',
    McpGuard: 'protectMcp',
    McpHandler: 'protectMcp',
    NodeRequest: 'protectMcp',
    NodeResponse: 'protectMcp',
    TokenVerifierOptions: 'tokenVerifier',
  },
  'countersign/stores/durable-objects': { ObjectNamespace: 'class DurableObjectsStore', ObjectState: 'class TokenObject' },
  'countersign/stores/d1': { D1Database: 'class D1Store', D1Statement: 'class D1Store' },
}

/**
 * The example of a function or a class, which has one of its own.
 *
 * @param {string} entry such as `countersign/express`
 * @param {string} name
 * @returns {string} Markdown
 */
export function example(entry, name) {
  return own.get(`${entry} ${name}`) ?? missing(entry, name)
}

/**
 * The example of a type: its own, or a link to the one that it shares.
 *
 * @param {string} entry
 * @param {string} name
 * @returns {string} Markdown
 */
export function typeExample(entry, name) {
  const sharer = shared[entry]?.[name]
  if (!sharer) return example(entry, name)
  const title = sharer.replace('class ', '')
  example(entry, title)
  return `Example: [\`${title}\`](#${sharer.toLowerCase().replace(' ', '-')})\n\n`
}

/** @param {Iterable<string>} entries as in `countersign/express authenticate`: every export that has a place */
export function refuseStrayExamples(entries) {
  const known = new Set(entries)
  const sharing = Object.entries(shared).flatMap(([entry, types]) => Object.keys(types).map((name) => `${entry} ${name}`))
  for (const title of [...own.keys(), ...sharing]) if (!known.has(title)) throw new Error(`there is an example of ${title}, which docs/api.md does not describe`)
  for (const title of sharing) if (own.has(title)) throw new Error(`${title} has an example of its own: remove it from \`shared\` in xtask/js/api-examples.js`)
}

const missing = (entry, name) => {
  throw new Error(`xtask/js/api-examples.md has no example of ${name} of ${entry}`)
}

/** @type {Map<string, string>} */
const own = new Map(readFileSync(new URL('./api-examples.md', import.meta.url), 'utf8').split(/^## /m).slice(1).map((section) => {
  const end = section.indexOf('\n')
  return [section.slice(0, end), `${section.slice(end).trim()}\n\n`]
}))
