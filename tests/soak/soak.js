// `node tests/soak/soak.js [--minutes N] [--seed N]`, in a project that has the packed tarball: honest and hostile
// clients of one server, for minutes, while its issuer fails in every way. Exits with 1 where a demand is not met.
import { parseArgs } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../service/support/ports.js'
import { Child } from './child.js'
import { forger, replayer, thief } from './hostile.js'
import { program, user } from './honest.js'
import { Ledger } from './ledger.js'
import { Random } from './random.js'
import { report } from './report.js'
import { Sky } from './sky.js'
import { Tokens } from './tokens.js'

const USERS = 24
const PROGRAMS = 8
const FORGERS = 4
const REPLAYERS = 4

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string', default: String(Date.now() % 2 ** 32) } } })
const [minutes, seed] = [Number(values.minutes), Number(values.seed)]
if (!(minutes > 0) || !Number.isSafeInteger(seed)) throw new Error('--minutes and --seed take a number')

const port = await freePort()
const issuer = `http://127.0.0.1:${port}`
const children = { issuer: await Child.start('./issuer.js', { port, seed }), server: await Child.start('./resource-server.js', { issuer }) }
const server = `http://127.0.0.1:${children.server.port}`
for (const child of Object.values(children)) child.on('gone', (reason) => { throw new Error(reason) })

const start = performance.now()
const elapsed = () => (performance.now() - start) / 1000
const isOver = () => elapsed() >= minutes * 60
const scene = { random: new Random(seed), ledger: new Ledger(), tokens: new Tokens(), sky: new Sky(children.issuer), jwks: { current: { keys: [] } }, children, issuer, server, isOver }
console.log(`soaking for ${minutes} min with --seed ${seed}: ${USERS} users, ${PROGRAMS} programs, ${FORGERS + REPLAYERS + 1} attackers`)

const samples = []
const observe = async () => {
  for (let second = 1; !isOver(); second++) {
    await sleep(1000)
    samples.push(await children.server.ask('memory'))
    const published = await fetch(`${issuer}/.well-known/jwks.json`).then((response) => response.json()).catch(() => undefined)
    if (published?.keys?.length > 0) scene.jwks.current = published
    if (second % 15 !== 0) continue
    const { ledger, sky } = scene
    console.log(`${second.toString().padStart(5)} s ${ledger.requests} requests, ${ledger.refused.length} refused, ${ledger.unexcused.length} unexcused, ${ledger.accepted.length} accepted, ${sky.kind}`)
  }
}

const apiTokens = await Promise.all(Array.from({ length: PROGRAMS }, () => children.issuer.ask('create')))
await Promise.all([
  observe(),
  ...Array.from({ length: USERS }, (_, number) => user(`user-${number}`, scene)),
  ...apiTokens.map(({ token }) => program(token, scene)),
  ...Array.from({ length: FORGERS }, () => forger(scene)),
  ...Array.from({ length: REPLAYERS }, (_, number) => replayer(scene, number)),
  thief(scene),
])

const usage = { server: (await children.server.ask('memory')).cpu, issuer: (await children.issuer.ask('usage')).cpu, clients: process.cpuUsage() }
for (const child of Object.values(children)) child.stop()
const { ledger } = scene
const { rows, failed } = report({ ...scene, samples, usage, seconds: elapsed(), seed })
console.log()
for (const [name, value] of Object.entries(rows)) console.log(`| ${name} | ${value} |`)
console.log(`\nhonest clients waited: ${JSON.stringify(ledger.waits)}`)
for (const [kind, answers] of Object.entries(ledger.answers)) console.log(`${kind.padEnd(28)} ${JSON.stringify(answers)}`)
for (const list of [ledger.refused, ledger.unexcused, ledger.accepted, ledger.broken]) for (const entry of list.slice(0, 20)) console.log(`! ${entry}`)
for (const name of failed) console.log(`not met: ${name}`)
process.exit(failed.length === 0 ? 0 : 1)

/** @typedef {typeof scene} Scene */
/** @typedef {Scene & { samples: object[], usage: Record<string, NodeJS.CpuUsage>, seconds: number, seed: number }} Outcome */
