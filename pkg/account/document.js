/**
 * The page's HTML: an empty frame, and what its script must know as data. All of it that a person reads is in
 * `page/text.js`, but for the title and what is said without scripts.
 *
 * @param {import('countersign/service').ServiceProfile} profile
 * @param {{ path: string, base: string, name: string, scopes: Record<string, string>, roles: Record<string, string>, exampleUrl?: string }} options
 */
export function page({ issuer, managementAudience, apiTokenLifetime }, { path, base, name, scopes, roles, exampleUrl }) {
  const settings = { base, name, scopes, roles, exampleUrl: exampleUrl ?? `${issuer}/me`, resource: managementAudience, lifetime: apiTokenLifetime }
  return `<!doctype html>
<html lang="en" data-settings="${escaped(JSON.stringify(settings))}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(name)}</title>
<link rel="icon" href="${path}/icon.svg">
<link rel="stylesheet" href="${path}/style.css">
<script type="module" src="${path}/main.js"></script>
<body>
<noscript><p class="notice">This page needs JavaScript.</p></noscript>
<div id="page"></div>
</body>
</html>
`
}

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
