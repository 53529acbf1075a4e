// Bars of the scenario that costs most: one panel per runtime, shortest is best.
const LEFT = 190
const WIDTH = 820
const BAR = 16
const GAP = 6
const PANEL = 40

/** An SVG of the times per verify, readable on light and dark ground. */
export function chart({ race, date, machine }) {
  const panels = Object.entries(race).map(([runtime, { version, verify }]) => ({
    name: `${runtime} (${version})`,
    bars: Object.entries(verify.times)
      .map(([name, { median, low, high }]) => ({ name, median: median / 1000, low: low / 1000, high: high / 1000 }))
      .sort((a, b) => a.median - b.median),
  }))
  const longest = Math.max(...panels.flatMap(({ bars }) => bars.map(({ high }) => high)))
  const scale = (WIDTH - LEFT - 90) / longest
  let y = 64
  const drawn = panels.map(({ name, bars }) => {
    const panel = [`<text class="panel" x="0" y="${y + 12}">${escape(name)}</text>`]
    y += 24
    for (const bar of bars) {
      panel.push(drawBar(bar, y, scale))
      y += BAR + GAP
    }
    y += PANEL - 24
    return panel.join('\n')
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-16 -8 ${WIDTH + 32} ${y + 24}" role="img" aria-labelledby="title note">
<style>${STYLE}</style>
<rect class="ground" x="-16" y="-8" width="100%" height="100%"/>
<text class="title" id="title" x="0" y="16">Microseconds per verify: a different token each time, no cache</text>
<text class="note" id="note" x="0" y="38">Signature, issuer, audience and expiry; shorter is better; the thin line spans the quartiles. ${escape(machine.processor)}, ${date}.</text>
${drawn.join('\n')}
</svg>
`
}

function drawBar({ name, median, low, high }, y, scale) {
  const kind = name === 'countersign' ? 'ours' : name.endsWith('(bare)') ? 'bare' : 'peer'
  const at = (value) => (LEFT + value * scale).toFixed(1)
  const middle = y + BAR / 2
  return [
    `<text class="name" x="${LEFT - 8}" y="${middle + 4}">${escape(name)}</text>`,
    `<rect class="${kind}" x="${LEFT}" y="${y}" width="${(median * scale).toFixed(1)}" height="${BAR}" rx="2"/>`,
    `<path class="spread" d="M${at(low)} ${middle}H${at(high)}"/>`,
    `<text class="value" x="${(Number(at(Math.max(median, high))) + 6).toFixed(1)}" y="${middle + 4}">${median.toFixed(median < 10 ? 1 : 0)}</text>`,
  ].join('')
}

const escape = (text) => text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character])

const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.ground { fill: #fff } .title { font-size: 16px; font-weight: 600 } .panel { font-weight: 600 } .note { fill: #59636e } .name { text-anchor: end }
.ours { fill: #0b7a4b } .peer { fill: #9aa7b4 } .bare { fill: #d3dae1 } .spread { stroke: #1f2328; stroke-opacity: .55 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .ground { fill: #0d1117 } .note { fill: #9198a1 }
  .ours { fill: #3fb97f } .peer { fill: #57616c } .bare { fill: #343c45 } .spread { stroke: #e6edf3 }
}
`
