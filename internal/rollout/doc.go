// Package rollout is the language of the product: plans, incidents, people and
// the rules that connect them. It meets neither Slack nor a store, and asks no
// clock: a rule is a function of records and now that returns what should
// happen.
//
// A tour, from the document down to a message:
//
//   - plan.go and values.go say what a filled-in "Rollout And Operations Plan"
//     means once it has been read; state.go what has become of it since.
//   - people.go, authority.go say who somebody is and what they may do.
//   - hours.go, cadence.go, day.go and money.go hold time and money.
//   - support.go turns a row of the support table into a policy: steps, clocks
//     and hours. incident.go is the life of an incident, escalate.go what its
//     timers do.
//   - effects.go is the only thing a rule may return: records to put, audit
//     entries, timers, notices. store.Apply makes all of it true in one
//     transaction, and nothing else writes.
//   - notices.go lists every kind of message and what delivering it needs;
//     problem.go the one kind of error that people see.
package rollout
