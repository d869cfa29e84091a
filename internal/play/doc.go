// Package play is the playground: the program, a store and the built-in fake
// Slack in one process, with sample plans and a clock that can be moved. The
// stories of cmd/rollout run in it too.
package play
