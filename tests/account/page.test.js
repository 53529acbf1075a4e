import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { accountPage } from 'countersign/account'
import { MemoryStore } from 'countersign/stores/memory'
import { makeService } from '../service/support/service.js'

const ISSUER = 'https://auth.example/tenant'
const make = (options, issuer = ISSUER) => accountPage(makeService({ store: new MemoryStore(), issuer }).service, options)
const ask = (page, path, init) => page(new Request(`https://auth.example${path}`, init))

describe('the account page', () => {
  test('stands below its service, and hands every other request to it', async () => {
    const page = make()
    const answer = await ask(page, '/tenant/account')
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'text/html; charset=utf-8'])
    assert.equal((await ask(page, '/tenant/.well-known/jwks.json')).status, 200)
    assert.equal((await ask(page, '/tenant/me')).status, 401)
    assert.equal((await ask(page, '/tenant/account/nothing.js')).status, 404)
    assert.equal((await ask(page, '/account')).status, 404)
    const moved = await ask(page, '/tenant/account/?x=1')
    assert.deepEqual([moved.status, moved.headers.get('location')], [308, '/tenant/account?x=1'])
    const posted = await ask(page, '/tenant/account', { method: 'POST' })
    assert.deepEqual([posted.status, posted.headers.get('allow')], [405, 'GET'])
    const head = await ask(page, '/tenant/account', { method: 'HEAD' })
    assert.deepEqual([head.status, await head.text()], [200, ''])
    assert.equal((await ask(make({ path: '/me/tokens' }), '/tenant/me/tokens')).status, 200)
  })

  test('names nothing but its own files, and forbids all else by its policy', async () => {
    const page = make()
    const answer = await ask(page, '/tenant/account')
    const html = await answer.text()
    const named = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url)
    assert.deepEqual(named, ['/tenant/account/icon.svg', '/tenant/account/style.css', '/tenant/account/main.js'])
    assert.doesNotMatch(html, /<style|style=|\son\w+=|<script(?! type="module" src=)/)
    const policy = answer.headers.get('content-security-policy').split('; ')
    for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'"]) assert.ok(policy.includes(rule), rule)
    assert.doesNotMatch(policy.join(), /unsafe|\*|https?:/)
    assert.deepEqual(['x-content-type-options', 'referrer-policy', 'x-frame-options'].map((name) => answer.headers.get(name)), ['nosniff', 'no-referrer', 'DENY'])
  })

  test('is small, and all of it can be had: every script that a script imports', async () => {
    const page = make()
    const seen = new Map()
    const fetchAll = async (path) => {
      if (seen.has(path)) return
      const answer = await ask(page, path)
      assert.equal(answer.status, 200, path)
      assert.match(answer.headers.get('content-type'), /^text\/(javascript|css|html)|^image\/svg/)
      const body = await answer.text()
      seen.set(path, body)
      for (const [, url] of body.matchAll(/(?:src|href)="(\/[^"]*)"/g)) await fetchAll(url)
      for (const [, file] of body.matchAll(/from '\.\/([\w-]+\.js)'/g)) await fetchAll(`/tenant/account/${file}`)
    }
    await fetchAll('/tenant/account')
    const bytes = [...seen.values()].reduce((sum, body) => sum + gzipSync(body).length, 0)
    console.log(`the account page: ${seen.size} files, ${bytes} bytes gzip`)
    assert.ok(seen.size >= 15 && bytes < 24 * 1024, `${seen.size} files, ${bytes} bytes`)
    for (const [path, body] of seen) assert.doesNotMatch(body, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|localStorage|sessionStorage/, path)
  })

  test('takes markup in its options as text', async () => {
    const html = await (await ask(make({ name: '</title><script>alert(1)</script>', scopes: { read: '"><img src=x>' } }), '/tenant/account')).text()
    assert.equal(html.match(/<script/g).length, 1)
    assert.doesNotMatch(html, /<img|alert\(1\)<\/script>/)
  })

  test('has the provider\'s colour, and on it an ink that can be read', async () => {
    const css = async (accent) => (await ask(make({ accent }), '/tenant/account/style.css')).text()
    assert.match(await css({ light: '#ffdd00', dark: '#003366' }), /--accent: light-dark\(#ffdd00, #003366\); --on-accent: light-dark\(#000, #fff\)/)
    assert.match(await css({ light: '#0b6a6a', dark: '#5cc8c0' }), /--on-accent: light-dark\(#fff, #000\)/)
  })

  test('refuses wrong options and what is not a service when it is made', () => {
    const wrong = [
      { path: 'account' }, { path: '/' }, { path: '/a/../b' }, { path: '/a"b' }, { name: '' }, { name: 5 }, { scopes: ['read'] }, { scopes: { read: 5 } }, { roles: 'x' },
      { accent: 'red' }, { accent: { light: '#fff', dark: '#000000' } }, { accent: { light: '#ffffff', dark: 'url(x)' } }, { exampleUrl: 'javascript:alert(1)' }, { colour: 'red' },
    ]
    for (const options of wrong) assert.throws(() => make(options), { code: 'ERR_OPTION_INVALID' }, JSON.stringify(options))
    for (const service of [undefined, {}, { fetch() {} }]) assert.throws(() => accountPage(service), { code: 'ERR_OPTION_INVALID' })
  })
})
