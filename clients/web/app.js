// The page: two panels over one server.

import './hear.js';
import './speak.js';
import { $ } from './dom.js';
import { read } from './reading.js';
import { refresh } from './status.js';

document.addEventListener('voices', () => read($('text').value));
refresh();
