import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { cp, mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { repository } from '../support/repository.js'
import { emptyFolder, program, run, startServer } from './support/command.js'

const example = (name) => repository(`examples/server/${name}`)
const has = (name) => spawnSync(name, ['--version']).error === undefined

test('systemd finds nothing wrong with the unit', { skip: has('systemd-analyze') ? false : 'not run: systemd-analyze is not installed' }, () => {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', example('countersign.service')], { encoding: 'utf8' })
  assert.deepEqual([status, stdout + stderr], [0, ''])
})

test("the Dockerfile's steps are those of npm, and its commands serve", async (t) => {
  const text = (await readFile(example('Dockerfile'), 'utf8')).replaceAll('\\\n', ' ')
  const steps = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const of = (word) => steps.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1))
  assert.deepEqual(of('RUN').flatMap((line) => line.split('&&').map((each) => each.trim().split(' ')[0])), ['npm', 'mkdir', 'chown'])
  assert.deepEqual([of('USER'), of('FROM')], [['node'], ['node:24-slim']])
  // The same layout as in the image, with the tarball's files.
  const cwd = await emptyFolder(t)
  const app = join(cwd, 'app/node_modules/countersign')
  await mkdir(dirname(app), { recursive: true })
  await cp(dirname(dirname(program)), app, { recursive: true })
  const [node, ...args] = JSON.parse(of('ENTRYPOINT')[0])
  const command = [node, ...args.map((arg) => arg.replace(/^\/app/, join(cwd, 'app')))]
  const data = join(cwd, 'data')
  await mkdir(data)
  execFileSync(command[0], [...command.slice(1), 'serve', '--init', '--issuer', 'https://auth.example'], { cwd: data })
  assert.deepEqual(JSON.parse(of('CMD')[0]), ['serve', '--host', '0.0.0.0'])
  const server = await startServer(t, { cwd: data, args: ['--host', '0.0.0.0', '--port', '0'] })
  const { port } = server.logs().find(({ event }) => event === 'listening')
  const check = JSON.parse(of('HEALTHCHECK')[0].replace(/^CMD /, '')).map((word) => word.replace('4180', port))
  assert.equal(spawnSync(check[0], check.slice(1)).status, 0)
  await server.stop()
  assert.equal(spawnSync(check[0], check.slice(1)).status, 1)
  assert.equal((await run(['serve', '--init'], { cwd: data })).code, 2)
})
