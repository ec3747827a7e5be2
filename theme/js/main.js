// Sets up each feature on the page. Every setUp(root) returns its own undo. A new feature is a module, one import and
// its name in the list; what the page needs for it stands in data attributes of the templates.
import { setUp as appearance } from "./appearance.js";
import { setUp as contents } from "./contents.js";
import { setUp as copy } from "./copy.js";
import { setUp as filters } from "./filters.js";
import { setUp as help } from "./help.js";
import { setUp as hits } from "./hits.js";
import { setUp as notes } from "./notes.js";
import { setUp as openers } from "./openers.js";
import { setUp as place } from "./place.js";
import { setUp as preview } from "./preview.js";
import { setUp as search } from "./search-keys.js";
import { setUp as suggest } from "./suggest.js";
import { setUp as view } from "./view.js";
import { setUp as witnesses } from "./witnesses.js";

const FEATURES = [
  appearance,
  view,
  openers, // before the notes, which give the focus back to them
  contents,
  notes,
  place, // after the notes, whose layout it waits for
  preview,
  filters,
  help,
  copy,
  suggest,
  hits,
  witnesses,
  search,
];

const undos = FEATURES.map((setUp) => setUp(document));

/** Takes everything away again: in the one file another page takes this one's place. */
export const undo = () => undos.reverse().forEach((one) => one());
