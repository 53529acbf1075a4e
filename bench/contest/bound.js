// A bound token with its proof, next to the same token as a bearer token. Answers what each takes.
import { ReplayMemory, SigningKey, Verifier, issue, issueProof } from 'countersign'
import { race } from './rounds.js'

const pace = JSON.parse(process.argv[3])
const issuer = 'https://auth.example'
const url = 'https://api.example/orders/7'
const policy = { issuer, audience: 'api', cache: false }
const key = SigningKey.generate()
const own = SigningKey.generate()
const token = (claims, by = key) => issue({ sub: 'user-1', scope: 'read write billing:read', ...claims }, by, { issuer, audience: 'api', expiresIn: 3600 })
const request = (headers) => ({ method: 'GET', url, headers: new Headers(headers) })

const most = 10_000_000
const verifier = new Verifier(key, { ...policy, dpop: { window: 300, replays: new ReplayMemory({ capacity: most, capacityPerKey: most }) } })
const unbound = token({ cnx: { jkt: own.kid } })
const bearer = () => request({ authorization: `Bearer ${unbound}` })
const bound = token({ cnf: { jkt: own.kid } })
const proven = () => request({ authorization: `DPoP ${bound}`, dpop: issueProof(own, { method: 'GET', url, accessToken: bound }) })

/** Milliseconds of the calls alone: what they are given is made before. */
const timed = async (jobs) => {
  const start = performance.now()
  for (const { by, request } of jobs) await by.authenticate(request)
  return performance.now() - start
}
const times = (calls, make) => Array.from({ length: calls }, make)

const fresh = () => {
  const another = SigningKey.generate()
  return { by: new Verifier(another, policy), request: request({ authorization: `Bearer ${token({}, another)}` }) }
}

const runners = [
  { name: 'a bearer token', run: (calls) => timed(times(calls, () => ({ by: verifier, request: bearer() }))) },
  { name: 'a bound token with its proof', run: (calls) => timed(times(calls, () => ({ by: verifier, request: proven() }))) },
  { name: 'a bearer token, the key’s first', run: (calls) => timed(times(calls, fresh)) },
]
console.log(`\n${JSON.stringify(await race(runners, pace))}`)
