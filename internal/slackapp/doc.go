// Package slackapp is the only room that knows Slack: it verifies and parses
// what Slack sends, turns it into commands.Request, sends the answer back by
// the way it came, and posts what the outbox hands it.
//
//   - http.go checks signatures and routes; slash.go, interactions.go and
//     events.go make requests of the three kinds of delivery.
//   - reply.go sends answers; blocks.go turns view's cards and forms into Block
//     Kit; post.go is the Web API call behind every notice and card.
//   - home.go draws the home tab; people.go and files.go look things up.
package slackapp
