// Sets up each feature on the page. Every setUp(root) returns its own undo.
import { setUp as appearance } from "./appearance.js";
import { setUp as filters } from "./filters.js";
import { setUp as hits } from "./hits.js";
import { setUp as notes } from "./notes.js";
import { setUp as search } from "./search-keys.js";
import { setUp as suggest } from "./suggest.js";
import { setUp as witnesses } from "./witnesses.js";

for (const setUp of [appearance, filters, notes, suggest, hits, witnesses, search]) setUp(document);
