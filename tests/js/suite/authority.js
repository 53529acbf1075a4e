import { beyondAuthority, boundedAuthority } from 'countersign'
import { equal, optionRefusal, same } from './support/assert.js'
import { test } from './support/registry.js'

test('two authorities allow together what both allow, and one that says nothing sets no limit', () => {
  const own = { scopes: ['read', 'write'], roles: ['editor', 'viewer'] }
  same(boundedAuthority(own, { scopes: ['write', 'admin', 'read'], roles: ['viewer'] }), { scopes: ['read', 'write'], roles: ['viewer'] })
  same(boundedAuthority(own, { scopes: [] }), { scopes: [], roles: ['editor', 'viewer'] })
  same(boundedAuthority(own, { roles: ['Viewer'] }), { scopes: ['read', 'write'], roles: [] })
  same(boundedAuthority(own, {}), own)
  same(boundedAuthority({}, { scopes: ['read'] }), { scopes: ['read'] })
  same(boundedAuthority({}, {}), {})
})

test('what is wanted beyond an authority is named: the first scope, or else the first role', () => {
  const bound = { scopes: ['read'], roles: ['viewer'] }
  same(beyondAuthority({ scopes: ['read', 'write', 'admin'], roles: ['root'] }, bound), { scope: 'write' })
  same(beyondAuthority({ scopes: ['read'], roles: ['viewer', 'root'] }, bound), { role: 'root' })
  for (const wanted of [bound, { scopes: [] }, {}, { roles: ['viewer'] }]) equal(beyondAuthority(wanted, bound), undefined)
  equal(beyondAuthority({ scopes: ['anything'], roles: ['root'] }, {}), undefined)
  same(beyondAuthority({ scopes: ['anything'] }, { scopes: [] }), { scope: 'anything' })
})

test('what is no authority is refused by name, on either side', () => {
  for (const call of [boundedAuthority, beyondAuthority]) {
    for (const [name, wrong] of [
      ['authority', 5], ['authority', ['read']], ['authority', 'read'], ['scope', { scope: ['read'] }],
      ['scopes', { scopes: 'read' }], ['scopes', { scopes: ['read', 5] }], ['scopes', { scopes: [5, 'read'] }], ['scopes', { scopes: ['\ud800'] }],
      ['roles', { roles: null }], ['roles', { roles: new Set(['viewer']) }], ['roles', { roles: { every: () => true } }], ['roles', { roles: [{ isWellFormed: () => true }] }],
    ]) {
      optionRefusal(name, () => call(wrong, {}))
      optionRefusal(name, () => call({}, wrong))
    }
  }
})
