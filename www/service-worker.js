// Network first, so a new version shows at once; the copy answers only when there is no network.

const NAME = 'countersign'
const FILES = /* the files beside this one; `cargo xtask www` checks the list */ [
  './', 'countersign.js', 'icon.svg', 'inspector.js', 'judging/advice.js', 'judging/expectations.js', 'judging/key-field.js',
  'judging/key-material.js', 'judging/page-key.js', 'judging/report.js', 'judging/secret.js', 'judging/verdict.js', 'making/forgery.js',
  'making/maker.js', 'making/samples.js', 'manifest.webmanifest', 'page/copying.js', 'page/element.js', 'page/memory.js',
  'page/offline.js', 'page/theme.js', 'reading/claims.js', 'reading/credential.js', 'reading/field.js', 'reading/fragment.js',
  'reading/instants.js', 'reading/json-view.js', 'reading/registered.js', 'reading/timeline.js', 'slim.js', 'style.css',
]

addEventListener('install', (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()))
})

addEventListener('activate', (event) => event.waitUntil(clients.claim()))

addEventListener('fetch', (event) => {
  const { method, url } = event.request
  if (method === 'GET' && new URL(url).origin === location.origin) event.respondWith(answer(event.request))
})

async function answer(request) {
  const cache = await caches.open(NAME)
  try {
    const response = await fetch(request)
    if (response.ok) await cache.put(request.url.split(/[?#]/)[0], response.clone())
    return response
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true })
    if (kept) return kept
    throw error
  }
}
