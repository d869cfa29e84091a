// Package engine is what happens when nobody types: timers fire, messages are
// delivered, people are kept fresh.
//
// A tour:
//
//   - engine.go holds the Engine: Run works until it is told to stop, Nudge says
//     that there may be something to do, Settle and NextDue are how the
//     playground and the stories move a clock without guessing.
//   - timers.go fires what is due. A timer's loader reads its subject, a rule of
//     package rollout decides, and one transaction holds the step, the timer
//     that follows and the messages it owes.
//   - outbox.go claims messages and hands them to senders, lane by lane;
//     send.go is one message's way; render.go its words; post.go what the chat
//     must offer. holds.go and circuit.go say when to leave it alone.
//   - people.go asks again who people are and what channels are.
//   - health.go says how all of this is doing.
//
// Everything that must survive is in the store; what an Engine remembers by
// itself only makes it polite. So nothing special happens at a start: what fell
// due while nobody ran is due, and the rules say what that means.
package engine
