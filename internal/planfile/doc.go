// Package planfile reads the Markdown template "Rollout And Operations Plan" as
// people fill it in, says field by field what it understood, and changes one
// cell without touching another byte.
//
// The way through it:
//
//   - template.go knows the other ways in which people write the template's headings,
//     labels and columns, which rollout has.
//   - limits.go refuses what cannot be a plan; lines.go cuts the bytes into
//     lines; scan.go, label.go and table.go find the fields and remember where
//     each one's bytes lie; escape.go turns bytes into text and back.
//   - plan.go gives each text to its reader and collects a rollout.Plan. Each
//     kind of value has a file with its reader: owners, sla, threshold, dates …
//     A reader returns the cell and what is wrong with it, and never guesses
//     silently: a reading it had to choose is "assumed", one it could not
//     choose is "unclear" and comes with what to write instead.
//   - lint.go adds what only the whole document shows; report.go is what
//     `rollout lint` and imports show; match.go keeps the ids of rows across
//     imports; set.go writes.
//
// The structure is found by our own scanner, line by line, and not by a
// Markdown library. Three reasons: plans copied from a web page have no
// headings and no blank lines, so that to Markdown a wave table is a sentence
// in a bullet; splicing needs the bytes of empty and missing cells, for which
// a syntax tree has no position; and a hostile file must cost no more than an
// honest one: goldmark 1.8.7 took 31 s for 240 kB of "[a](" and 15 s for
// 131 kB of ">". In the tests goldmark is the judge of what a table is.
package planfile
