import { decode } from 'countersign'
import { makeService } from './service.js'

/**
 * What the first version of the package left of a service's life: the tokens, and the records that it stored of them, none
 * of which names an issuer. `memory` makes the records; several services may share it.
 */
export async function earlierLife({ memory, issuer, key }) {
  const { service } = makeService({ store: memory, issuer, key })
  const pairs = {}
  for (const subject of ['ada', 'grace', 'mallory']) pairs[subject] = await service.grant({ subject, scope: 'read' })
  pairs.ada = await service.refresh(pairs.ada.refresh_token)
  await service.revoke(pairs.mallory.access_token)

  const wanted = { owner: { type: 'user', id: 'ada' }, scope: 'read tokens:manage' }
  const create = (label, more) => service.createApiToken({ label, ...wanted, ...more })
  const made = [await create('good'), await create('rerolled'), await create('revoked'), await create('short', { expiresIn: 60 })]
  const apiTokens = Object.fromEntries(made.map(({ label, token }) => [label, token]))
  apiTokens.next = (await service.rerollApiToken(made[1].id)).token
  await service.revokeApiToken(made[2].id)

  // What neither of the earlier versions stored.
  const withoutIssuer = ({ issuer: _, authTime: __, until: ___, ...record }) => record
  const grants = await Promise.all(Object.values(pairs).map(({ access_token }) => memory.grant(issuer, decode(access_token).claims.sid)))
  const records = await Promise.all(made.map(({ id }) => memory.apiToken(issuer, id)))
  return { pairs, apiTokens, grants: grants.map(withoutIssuer), records: records.map(withoutIssuer) }
}

/** Fills an empty store as the first version did, by its own statements and commands. Grants come in the order of their statuses. */
export async function fillAsEarlier(name, opened, { grants, records }) {
  if (name !== 'redis') return fillSql(opened.store, name, grants, records)
  const { createClient } = await import('redis')
  const client = await createClient({ url: opened.url }).connect()
  await fillRedis(client, grants, records)
  return client.close()
}

const fillSql = async (store, name, grants, records) => {
  const counter = name === 'postgres' ? 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY' : 'INTEGER PRIMARY KEY AUTOINCREMENT'
  for (const statement of [
    `CREATE TABLE IF NOT EXISTS countersign_grants (
       number ${counter}, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, subject TEXT NOT NULL,
       ends DOUBLE PRECISION NOT NULL, revoked DOUBLE PRECISION, record TEXT NOT NULL)`,
    `CREATE INDEX IF NOT EXISTS countersign_grants_subject ON countersign_grants (subject)`,
    `CREATE INDEX IF NOT EXISTS countersign_grants_ends ON countersign_grants (ends)`,
    `CREATE INDEX IF NOT EXISTS countersign_grants_revoked ON countersign_grants (number) WHERE revoked IS NOT NULL`,
    `CREATE TABLE IF NOT EXISTS countersign_api_tokens (
       id TEXT PRIMARY KEY, version INTEGER NOT NULL, owner TEXT NOT NULL, digest TEXT NOT NULL UNIQUE,
       previous TEXT UNIQUE, record TEXT NOT NULL)`,
    `CREATE INDEX IF NOT EXISTS countersign_api_tokens_owner ON countersign_api_tokens (owner, id)`,
  ]) await store.run(statement)
  for (const { version, status: _, ...grant } of grants) {
    await store.run(
      `INSERT INTO countersign_grants (id, version, subject, ends, record) VALUES (?1, 1, ?2, ?3, ?4) RETURNING number`,
      [grant.id, grant.subject, grant.ends, JSON.stringify(grant)],
    )
    await store.run(
      `UPDATE countersign_grants SET version = ?2, ends = ?3, revoked = ?4, record = ?5 WHERE id = ?1 RETURNING id`,
      [grant.id, version, grant.ends, grant.revoked ?? null, JSON.stringify(grant)],
    )
  }
  for (const token of records) {
    await store.run(
      `INSERT INTO countersign_api_tokens (id, version, owner, digest, record) VALUES (?1, 1, ?2, ?3, ?4)`,
      [token.id, `${token.owner.type}:${token.owner.id}`, token.digest, JSON.stringify(token)],
    )
    await store.run(
      `UPDATE countersign_api_tokens SET version = ?2, digest = ?3, previous = ?4, record = ?5 WHERE id = ?1 RETURNING id`,
      [token.id, token.version, token.digest, token.previous ?? null, JSON.stringify(token)],
    )
  }
}

const fillRedis = async (client, grants, records) => {
  const send = (...command) => client.sendCommand(command.map(String))
  for (const { version, status, ...grant } of grants) {
    await send('INCR', 'countersign:statuses')
    await send('HSET', `countersign:grant:${grant.id}`, 'version', version, 'status', status, 'record', JSON.stringify(grant))
    await send('ZADD', 'countersign:ends', grant.ends, grant.id)
    if (grant.revoked === undefined) await send('SADD', `countersign:subject:${grant.subject}`, grant.id)
    else await send('ZADD', 'countersign:revoked', status, status)
  }
  for (const token of records) {
    const { version, id, digest, previous = '', owner } = token
    await send('HSET', `countersign:api-token:${id}`, 'version', version, 'record', JSON.stringify(token), 'digest', digest, 'previous', previous)
    for (const each of [digest, previous]) if (each !== '') await send('SET', `countersign:digest:${each}`, id)
    await send('ZADD', 'countersign:api-tokens', 0, id)
    await send('ZADD', `countersign:owner:${owner.type}:${owner.id}`, 0, id)
  }
}

/** Fills an empty store as the second version did, which named issuers and knew of no pairs of API tokens. */
export async function fillAsSecond(name, opened, { grants, records }, issuer) {
  if (name !== 'redis') return fillSecondSql(opened.store, name, grants, records, issuer)
  const { createClient } = await import('redis')
  const client = await createClient({ url: opened.url }).connect()
  await fillSecondRedis(client, grants, records, issuer)
  return client.close()
}

const fillSecondSql = async (store, name, grants, records, issuer) => {
  const counter = name === 'postgres' ? 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY' : 'INTEGER PRIMARY KEY AUTOINCREMENT'
  for (const statement of [
    `CREATE TABLE IF NOT EXISTS countersign_grants (
       number ${counter}, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, subject TEXT NOT NULL,
       ends DOUBLE PRECISION NOT NULL, revoked DOUBLE PRECISION, record TEXT NOT NULL, issuer TEXT)`,
    `CREATE TABLE IF NOT EXISTS countersign_api_tokens (
       id TEXT PRIMARY KEY, version INTEGER NOT NULL, owner TEXT NOT NULL, digest TEXT NOT NULL UNIQUE,
       previous TEXT UNIQUE, record TEXT NOT NULL, issuer TEXT, ended DOUBLE PRECISION)`,
    `CREATE INDEX IF NOT EXISTS countersign_grants_issuer_subject ON countersign_grants (issuer, subject)`,
    `CREATE INDEX IF NOT EXISTS countersign_grants_issuer_ends ON countersign_grants (issuer, ends)`,
    `CREATE INDEX IF NOT EXISTS countersign_grants_issuer_revoked ON countersign_grants (issuer, number) WHERE revoked IS NOT NULL`,
    `CREATE INDEX IF NOT EXISTS countersign_api_tokens_issuer_owner ON countersign_api_tokens (issuer, owner, id)`,
    `CREATE INDEX IF NOT EXISTS countersign_api_tokens_issuer_id ON countersign_api_tokens (issuer, id)`,
    `CREATE INDEX IF NOT EXISTS countersign_api_tokens_issuer_ended ON countersign_api_tokens (issuer, ended) WHERE ended IS NOT NULL`,
  ]) await store.run(statement)
  for (const { version, status: _, ...grant } of grants) {
    await store.run(
      `INSERT INTO countersign_grants (issuer, id, version, subject, ends, revoked, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING number`,
      [issuer, grant.id, version, grant.subject, grant.ends, grant.revoked ?? null, JSON.stringify(grant)],
    )
  }
  for (const token of records) {
    const { id, version, owner, digest, previous = null, revoked, expires = null } = token
    await store.run(
      `INSERT INTO countersign_api_tokens (issuer, id, version, owner, digest, previous, ended, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
      [issuer, id, version, `${owner.type}:${owner.id}`, digest, previous, revoked ?? expires, JSON.stringify(token)],
    )
  }
}

const fillSecondRedis = async (client, grants, records, issuer) => {
  const send = (...command) => client.sendCommand(command.map(String))
  const base = `countersign:${encodeURIComponent(issuer)}:`
  await send('SADD', 'countersign:issuers', issuer)
  for (const { version, status, ...grant } of grants) {
    await send('INCR', 'countersign:statuses')
    await send('HSET', `${base}grant:${grant.id}`, 'version', version, 'status', status, 'record', JSON.stringify(grant), 'subject', grant.subject)
    await send('ZADD', `${base}ends`, grant.ends, grant.id)
    if (grant.revoked === undefined) await send('SADD', `${base}subject:${grant.subject}`, grant.id)
    else await send('ZADD', `${base}revoked`, status, status)
  }
  for (const token of records) {
    const { version, id, digest, previous = '', owner, revoked, expires } = token
    const key = `${owner.type}:${owner.id}`
    await send('HSET', `${base}api-token:${id}`, 'version', version, 'record', JSON.stringify(token), 'digest', digest, 'previous', previous, 'owner', key)
    for (const each of [digest, previous]) if (each !== '') await send('SET', `${base}digest:${each}`, id)
    await send('ZADD', `${base}api-tokens`, 0, id)
    await send('ZADD', `${base}owner:${key}`, 0, id)
    if ((revoked ?? expires) !== undefined) await send('ZADD', `${base}api-token-ends`, revoked ?? expires, id)
  }
}
