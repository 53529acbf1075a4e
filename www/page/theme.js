// The reader's system decides; the three radio buttons overrule it for this visit.

/** Sets up the choice; `onChange()` when the reader made one. */
export function theme(initial, onChange) {
  const buttons = [...document.querySelectorAll('input[name=theme]')]
  const apply = (value) => {
    document.documentElement.dataset.theme = value
    for (const button of buttons) button.checked = button.value === value
  }
  for (const button of buttons) button.addEventListener('change', () => { apply(button.value); onChange() })
  apply(buttons.some(({ value }) => value === initial) ? initial : 'auto')
}

/** The choice: auto, light or dark. */
export const chosenTheme = () => document.documentElement.dataset.theme
