import account from './page/account.js?text'
import api from './page/api.js?text'
import create from './page/create.js?text'
import dialog from './page/dialog.js?text'
import element from './page/element.js?text'
import logIn from './page/log-in.js?text'
import main from './page/main.js?text'
import reroll from './page/reroll.js?text'
import sessions from './page/sessions.js?text'
import shownOnce from './page/shown-once.js?text'
import text from './page/text.js?text'
import tokens from './page/tokens.js?text'
import words from './page/words.js?text'

/** The page's scripts by their names, as they are: browsers load them as modules. */
export const scripts = {
  'account.js': account, 'api.js': api, 'create.js': create, 'dialog.js': dialog, 'element.js': element, 'log-in.js': logIn, 'main.js': main,
  'reroll.js': reroll, 'sessions.js': sessions, 'shown-once.js': shownOnce, 'text.js': text, 'tokens.js': tokens, 'words.js': words,
}
