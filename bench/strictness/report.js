/** Who accepts what, as a Markdown table: in the terminal and on the page. */
export function table({ versions, good, rows }) {
  const names = Object.keys(versions)
  const cells = ({ tokens, accepted }) => names.map((name) => (accepted[name].length ? `accepts ${accepted[name].length}` : tokens ? '–' : ''))
  return [
    ['hostile tokens', 'refused by', '', ...names.map((name) => `${name} ${versions[name]}`)],
    ['---', '---', '--:', ...names.map(() => '---')],
    ...rows.filter(({ tokens }) => tokens).map((row) => [row.threat, row.basis, row.tokens, ...cells(row)]),
    ['**all hostile tokens**', '', sum(rows, (row) => row.tokens), ...names.map((name) => `accepts ${sum(rows, (row) => row.accepted[name].length)}`)],
    ['good tokens', '', good.tokens, ...names.map((name) => `accepts ${good.accepted[name]}`)],
  ].map(line).join('\n')
}

/** The table, and the names of the tokens that were accepted. */
export function page(results) {
  const details = Object.keys(results.versions).flatMap((name) => {
    const accepted = results.rows.filter((row) => row.accepted[name].length)
    const lines = accepted.map((row) => `- ${row.threat}: ${row.accepted[name].map(quoted).join(', ')}.`)
    return ['', `### What ${name} accepts`, '', ...(lines.length ? lines : ['None of them.'])]
  })
  return [`Node ${process.versions.node}, OpenSSL ${process.versions.openssl}.`, '', table(results), ...details].join('\n')
}

const line = (cells) => `| ${cells.join(' | ')} |`
const quoted = (name) => `“${name.replaceAll(/[\\`*_|<>[\]]/g, '\\$&')}”`
const sum = (rows, count) => rows.reduce((total, row) => total + count(row), 0)
