"""Lesart makes annotated reading editions. The map, in reading order:

model       the vocabulary: every value that travels
rights      licences, and what may leave the house
problems    everything that can be wrong with an edition, listed and worded
pipeline    the steps, on one screen
load        1  files -> Sources                 (reads the disk)
cache          remembers the slow steps
yamltree       YAML as nodes that know their lines
schema         the shape of the YAML files
jsonschema     that shape for editors' programs
parse       2  Sources -> Edition
allow          problems that an editor lets stand
care           what is valid, but may not be right yet
references     keys that lead nowhere, or that nobody uses
markdown       Markdown -> passages, notes, pages
anchor      3  annotations find their words
selector       quotes: locate and describe
align          two versions of a text, word by word
follow         where a passage went when its text was edited
sense          numbers, negations and names among changed words
link        4  one address for each thing, everything resolved
witnesses      original and Regest side by side
weave          marks woven into a passage's text
strings        the words of the interface
contexts       what templates receive
views          Linked -> contexts: articles, notes, the frame
suggest        what a page needs for suggestions
forge          the repository's web editor
compare        the pages on which the articles stand side by side
citation       how a text of the edition is cited
overviews      the pages that list what the edition holds
drawing        where the lines of drawings run, in numbers
render      5  Linked + theme -> pages
search      6  Linked -> Pagefind bundle
compounds      the parts of compound words, for the search
cbor           the file format of that bundle
export/     the edition to take along: in one file, as a book, as a folder
publish     7  artifacts -> site/               (writes the disk)
serve          the preview
reanchor       annotations after an edit of their text
skeleton       new annotations and articles, to be filled in
starter        a new edition
originals      full texts that only their holder may have
importer/      a text file, page, book or Word file as an article's Markdown
report         what a pull request changes
formats        problems for machines
revisions      what may not happen to annotations from one revision to the next
history        what git knows of a file
rewrite        a selector changed in its YAML file, and nothing else
cli            the commands
bootstrap      sets up the environment on a fresh machine
"""
