// Package rollout is the language of the product: plans, incidents, waves,
// reviews, money, people and the rules that connect them. It meets neither Slack
// nor a store, and asks no clock: a rule is a function of records and now that
// returns what should happen.
//
// A tour, from the document down to a message:
//
//   - plan.go and values.go say what a filled-in "Rollout And Operations Plan"
//     means once it has been read, template.go what its fields are called, field.go
//     how each was understood; roles.go whom it names. state.go is what has
//     become of it since; import.go, activate.go, link.go, confirm.go and owner.go
//     how.
//   - people.go, authority.go say who somebody is and what they may do;
//     approval.go how one person asks and another decides.
//   - hours.go, span.go, cadence.go, day.go and zones.go hold time; money.go,
//     currencies.go, quantity.go and amount.go hold what is counted.
//   - support.go, areas.go and policy.go turn a row of the support table into a
//     policy, pace.go times its steps. incident.go is what an incident is,
//     life.go what people do to it, escalate.go what its timers do; move.go,
//     tell.go, reach.go and facts.go are how each of these becomes effects.
//     see.go says who may see it, foresee.go what would happen.
//   - review.go, wave.go with gate.go, budget.go with spend.go, and pause.go are
//     the plan's other sections at work; the files named after each hold one
//     part of it. digest.go gathers what all of them ask of one person.
//   - effects.go is the only thing a rule may return: records to put (records.go
//     has their kinds and keys), audit entries, timers (timers.go), notices.
//     store.Apply makes all of it true in one transaction, and nothing else
//     writes.
//   - notices.go lists every kind of message and what delivering it needs,
//     delivery.go what may come of an attempt, retry.go what becomes of one that
//     was given up and is asked for again; problem.go the one kind of error that
//     people see.
package rollout
