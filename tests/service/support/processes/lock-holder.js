// Another process that writes to an SQLite file, slowly: it holds the lock and lets go of it in turns, until it is killed.
import { createClient } from '@libsql/client'

const [, , url, held, free] = process.argv
const client = createClient({ url })
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, Number(milliseconds)))
for (let turn = 0; ; turn++) {
  const transaction = await client.transaction('deferred')
  try {
    await transaction.executeMultiple('COMMIT; BEGIN IMMEDIATE')
  } catch {
    transaction.close()
    await pause(1)
    continue
  }
  await transaction.execute('CREATE TABLE IF NOT EXISTS other (turn INTEGER)')
  await transaction.execute({ sql: 'INSERT INTO other VALUES (?)', args: [turn] })
  await pause(held)
  await transaction.commit()
  if (turn === 0) process.send('ready')
  await pause(free)
}
