// The strictness report: every rule with its result, worst first, the passes folded away.

import { byId, element } from '../page/element.js'
import { plain } from '../reading/visible.js'
import { pageFindings } from './page-findings.js'

const MARKS = { fail: ['✕', 'fails'], warn: ['!', 'warning'], pass: ['✓', 'passes'], skip: ['–', 'not looked at'] }
let shown = ''

/** Shows the findings of `inspection`. */
export function showReport(inspection) {
  const findings = inspection ? [...inspection.findings, ...pageFindings(inspection)] : []
  const section = byId('report')
  section.hidden = findings.length === 0
  const signature = JSON.stringify(findings)
  if (signature === shown) return
  shown = signature
  const open = section.querySelector('details')?.open ?? false
  const of = (level) => findings.filter((finding) => finding.level === level)
  const rest = [...of('pass'), ...of('skip')]
  section.replaceChildren(
    element('h2', { id: 'report-heading' }, 'Strictness'),
    element('p', { class: 'tally' }, tally(of)),
    list([...of('fail'), ...of('warn')]),
    rest.length > 0 ? element('details', { open }, element('summary', {}, `${rest.length} more: ${of('pass').length} pass${of('skip').length > 0 ? `, ${of('skip').length} not looked at` : ''}`), list(rest)) : '',
  )
}

function tally(of) {
  const fails = of('fail').length
  const warns = of('warn').length
  if (fails + warns === 0) return 'Nothing to object to in the token itself.'
  const words = [fails > 0 ? `${fails} ${fails === 1 ? 'rule is' : 'rules are'} broken` : null, warns > 0 ? `${warns} ${warns === 1 ? 'thing' : 'things'} worth a thought` : null]
  return `${words.filter(Boolean).join(', ')}.`
}

function list(findings) {
  if (findings.length === 0) return ''
  return element('ul', { class: 'findings' }, findings.map(({ rule, level, text, source }) =>
    element('li', { 'data-level': level, 'data-rule': rule },
      element('span', { class: 'mark', 'aria-hidden': 'true' }, MARKS[level][0]),
      element('span', {}, element('span', { class: 'unseen' }, `${MARKS[level][1]}: `), plain(text), ' ', element('small', {}, source)))))
}
