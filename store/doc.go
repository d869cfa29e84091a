// Package store keeps every record of the product, and is the only thing that
// writes them.
//
// A tour, from the bottom up:
//
//   - store.go is what a database must offer: View, Update, and the five
//     methods of a Tx. Keys and values are bytes; order is the order of bytes.
//   - overlay.go and group.go are written once for every database. A closure
//     given to Update writes into an overlay, which is kept when the closure
//     succeeds and dropped when it fails; one writer puts many overlays into
//     one commit. backend.go is what is left for a database to do.
//   - records.go lists the kinds of record, meta.go the numbers and the secret
//     that belong to the file as a whole.
//   - apply.go makes a rule's Effects true: records, index entries, audit
//     entries, timers and messages, in the caller's transaction. Nothing else
//     writes them.
//   - plans.go, people.go, incidents.go, timers.go, cards.go, inbox.go and
//     audit.go read them back, typed; late.go and stale.go answer one question
//     each.
//   - outbox.go, queue.go, due.go, claim.go and finish.go are the way of a
//     message from the transaction that owes it to Slack's timestamp; again.go
//     and retry.go take up what was given up.
//   - check.go and checkqueue.go find what does not fit together.
//
// Functions over a Tx are pure: they take now, read no clock, make no calls,
// and draw nothing at random, so that a closure can be run again.
package store
