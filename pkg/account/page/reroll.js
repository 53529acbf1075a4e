import { Refused } from './api.js'
import { openForm } from './dialog.js'
import { element, plainNameOf } from './element.js'
import { showOnce } from './shown-once.js'
import { text } from './text.js'

/** Asks how to re-roll a token. @param {import('./api.js').ApiToken} token @param {Changing} account */
export function openReroll({ id, name, start }, account) {
  const { api, onChanged, onFailure } = account
  // JavaScript sorts such names by their numbers; the one that ends everything comes last.
  const [none, ...graces] = Object.entries(text.reroll.options)
  const done = (/** @type {import('./api.js').ApiToken} */ rerolled) => {
    onChanged()
    showOnce(rerolled, account, true)
  }
  const dialog = openForm({
    title: text.reroll.title(plainNameOf(name)),
    body: [
      element('p', {}, text.reroll.about), element('label', { for: 'grace' }, text.reroll.grace),
      element('select', { id: 'grace', name: 'grace' }, ...[...graces, none].map(([value, label]) => element('option', { value }, label))),
    ],
    submit: { label: text.reroll.submit, working: text.reroll.working },
    work: async (form) => done(await api.call('POST', `/me/api-tokens/${encodeURIComponent(id)}/reroll`, { grace: Number(form.get('grace')) })),
    explain: (error, say) => {
      if (!(error instanceof Refused) || error.code !== 'ERR_REROLL_CONFLICT') return onFailure(error)
      const replace = element('button', { type: 'button' }, text.reroll.lost)
      replace.addEventListener('click', async () => {
        replace.disabled = true
        try {
          const rerolled = await api.call('POST', `/me/api-tokens/${encodeURIComponent(id)}/reroll`, { lost: start })
          dialog.close()
          done(rerolled)
        } catch (cause) {
          if (!onFailure(cause)) say(cause instanceof Refused ? cause.message : text.offline)
        }
      })
      say(element('span', {}, text.reroll.underWay, ' ', replace))
      return true
    },
  })
}

/** Asks whether to revoke a token. @param {import('./api.js').ApiToken} token @param {Changing} account */
export function openRevoke({ id, name }, { api, onChanged, onFailure, say }) {
  openForm({
    title: text.revoke.title(plainNameOf(name)),
    body: [element('p', {}, text.revoke.about)],
    submit: { label: text.revoke.submit, working: text.revoke.working, isDangerous: true },
    work: async () => {
      await api.call('DELETE', `/me/api-tokens/${encodeURIComponent(id)}`)
      say(text.revoke.done(plainNameOf(name)))
      onChanged()
    },
    explain: onFailure,
  })
}

/** @typedef {import('./api.js').AccountPart & { onChanged: () => void }} Changing */
