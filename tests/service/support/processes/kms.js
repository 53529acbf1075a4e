// A KMS as a process of its own: `node kms.js {"jwk"}`. It signs what is posted to it, or does what its mode says:
// `POST /mode?kind=…` changes that.
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'

const { jwk } = JSON.parse(process.argv[2])
const key = createPrivateKey({ key: jwk, format: 'jwk' })
const another = generateKeyPairSync('ed25519').privateKey
let mode = 'good'
let signatures = 0

const MODES = {
  good: (bytes) => sign(null, bytes, key),
  slow: async (bytes) => {
    await new Promise((resolve) => setTimeout(resolve, 400))
    return sign(null, bytes, key)
  },
  'a lie: of another key': (bytes) => sign(null, bytes, another),
  'a lie: of another text': (bytes) => sign(null, bytes.subarray(1), key),
  'a lie: a flipped bit': (bytes) => sign(null, bytes, key).map((byte, index) => (index === 40 ? byte ^ 1 : byte)),
  'a lie: zeros': () => Buffer.alloc(64),
  'too little': (bytes) => sign(null, bytes, key).subarray(0, 40),
  nothing: () => Buffer.alloc(0),
  hangs: () => new Promise(() => {}),
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://kms')
  if (url.pathname === '/count') return response.end(String(signatures))
  if (url.pathname === '/mode') {
    mode = url.searchParams.get('kind')
    return response.end()
  }
  const bytes = Buffer.concat(await request.toArray())
  if (mode === 'fails') return response.writeHead(500).end('the HSM is on fire')
  if (mode === 'breaks off') return request.socket.destroy()
  signatures++
  response.end(await MODES[mode](bytes))
})
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
