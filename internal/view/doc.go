// Package view words everything that people see: cards, notices, answers and
// forms, as plain values that a transport turns into the chat's own blocks.
//
// A function here takes records and now and returns a Card or a Form; it loads
// nothing and decides nothing. Text that people wrote goes through Esc, so that
// nobody can make the bot ping the world or forge a link; a text of ours that
// holds it already ("mrkdwn") must not go through twice.
//
// A tour:
//
//   - card.go and form.go are the values, limits.go keeps them within what the
//     chat accepts, plain.go shows them to tests and people without markup.
//   - mrkdwn.go and words.go are the smallest words: escaped text, people,
//     places, times, counts. draft.go puts cards together.
//   - incident.go is the one card of an incident, the files beside it its story,
//     lists, form and answers; notices.go what is sent without being asked for.
//   - plan_*.go, owner.go, status.go, oncall.go, help.go, problem.go each word
//     what their noun answers.
//
// Lines to type stand in code spans and begin with Command; Called puts in the
// name that the command has in an installation. testdata/*.golden shows every
// card as people read it.
package view
