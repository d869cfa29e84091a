// Package fakeslack is a strict Slack on the wire, and a page to play in it.
//
// It fakes the wire and not an interface: the bot under test talks to it with its ordinary Slack client over HTTP, and
// it talks to the bot with signed requests, as Slack does. It imports nothing else of this module, so that it cannot
// share a mistake with the bot.
//
// A tour, from the bottom up:
//
//   - world.go, message.go: people, channels and messages: the only state, guarded by one mutex.
//   - check.go, blocks.go, elements.go: what Slack accepts as blocks and views; refusals carry JSON pointers.
//   - api.go and one file per family of methods (chat.go, conversations.go, users.go, files.go, views.go, respond.go):
//     the Web API and the response URLs.
//   - escape.go, send.go, command.go, events.go, interact.go, values.go, submit.go: what people do, sent to the bot.
//   - faults.go: rate limits, outages, cut connections, repeated and reordered deliveries, on demand.
//   - play.go, controls.go, actions.go, home.go, inbox.go, pageapi.go, page.go: the controls that scripts and the page
//     use, and the page itself (ui/).
//
// Two clocks: what Slack stamps (message timestamps, ages of response URLs, redelivery of events) follows Options.Now,
// the world's clock. What the wire needs (signatures, the three seconds of an acknowledgement or a trigger) follows the
// computer's own clock.
//
// What it does not do: Socket Mode, rate limits by itself (a fault gives them), scopes (a fault gives those too), user
// groups, reactions, scheduled messages and OAuth. A method is added the day the bot calls it; until then it answers
// unknown_method and is listed in Violations.
package fakeslack
