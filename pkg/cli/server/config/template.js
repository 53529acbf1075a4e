/**
 * The text of a new configuration. It imports nothing, so that it runs wherever `npx countersign` does.
 *
 * @param {{ issuer: string, port: number }} options
 */
export function template({ issuer, port }) {
  return `// The token service: start it with \`countersign serve\`. Durations are in seconds.

export default {
  // What its tokens name as their issuer, and the URL at which everyone reaches it: https, except on this machine.
  issuer: '${issuer}',

  // What its access tokens are for: your API's name. Whoever verifies them expects the same.
  audience: 'api',

  // Where it listens. Put a proxy with TLS in front, and say so: the address of a client is then the proxy's word.
  host: '127.0.0.1',
  port: ${port},
  trustProxy: false, // true: one proxy in front sets X-Forwarded-For; a number: as many do

  // Where its records are: 'sqlite:FILE', 'postgres://…' or 'redis://…'.
  store: 'sqlite:countersign.db',

  // Seals the private keys in the store. The variable COUNTERSIGN_SEALING_KEY replaces the file.
  sealingKey: 'countersign.key',
  keyRing: { rotateEvery: 30 * 86_400 },

  // Who may log in: \`countersign users add NAME\` fills this file.
  users: 'countersign.users.json',
  // Instead of it, your own users. Answer nothing for wrong credentials, in the same time whatever is wrong about them.
  // authenticate: async ({ username, password }) => ({ subject: username, scope: 'read', roles: [] }),

  // What tokens may be good for, in words for the people who choose: users get all of these unless told otherwise.
  scopes: { read: 'Read your data', write: 'Change your data' },
  roles: {},

  // The page at ${issuer}/account, where people make and end their own API tokens; false: no page.
  account: { name: 'Your account' },

  // Wrong log-ins that one address may make; false: your proxy limits them.
  logIns: { failures: 10, within: 60 },

  // Options of the service itself, as in docs/api.md: lifetimes, prefix of API tokens, dpop, …
  service: { accessLifetime: 3600, refreshLifetime: 86_400 },
}
`
}
