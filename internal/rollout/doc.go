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
//   - areas.go and policy.go turn a row of the support table into a policy,
//     pace.go times its steps. incident.go is what an incident is, life.go what
//     people do to it, escalate.go what its timers do; move.go, tell.go and
//     reach.go are how each of these becomes effects. see.go says who may see
//     it, foresee.go what would happen.
//   - effects.go is the only thing a rule may return: records to put, audit
//     entries, timers, notices. store.Apply makes all of it true in one
//     transaction, and nothing else writes.
//   - notices.go lists every kind of message and what delivering it needs;
//     problem.go the one kind of error that people see.
package rollout
