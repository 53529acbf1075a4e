// Writes grants to an SQLite file, several at a time, and prints the id of each as soon as it is answered; until it is killed.
import { writeSync } from 'node:fs'
import { SqliteStore } from 'countersign/stores/sqlite'

const [, , url, name, writers] = process.argv
const store = new SqliteStore({ url })
await store.migrate()
let count = 0
const write = async () => {
  for (;;) {
    const id = `${name}-${count++}`
    const grant = { issuer: 'https://auth.example', id, subject: 'ada', scope: 'read', client: 'web', refreshable: true, kid: 'k1', created: 1000, ends: 5000, jti: id, at: 1000, exp: 4000 }
    await store.addGrant(grant)
    writeSync(1, `${id}\n`)
    if (count > 100) process.send?.('started')
  }
}
await Promise.all(Array.from({ length: Number(writers) }, write))
