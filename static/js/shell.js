// What every staff page does. Each behaviour is a module of its own and finds its elements by data- attributes.

import "./csrf.js";
import "./shortcuts.js";
import "./combobox.js";
import "./disclose.js";
import "./clock.js";
import "./copy.js";
import "./draft.js";
import "./guard.js";
import "./prepared-texts.js";
import "./submit-once.js";
import "./session.js";
import "./messages.js";
import "./errors.js";
import "./being-here.js";
import "./wrap-up.js";
import "./unsaved.js";
