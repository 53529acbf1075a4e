// The reader's system decides; the three radio buttons overrule it for this visit.

/** Serves the choice. */
export function theme() {
  const buttons = [...document.querySelectorAll('input[name=theme]')]
  const apply = (value) => {
    document.documentElement.dataset.theme = value
    for (const button of buttons) button.checked = button.value === value
  }
  for (const button of buttons) button.addEventListener('change', () => apply(button.value))
  apply('auto')
}
