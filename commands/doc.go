// Package commands is everything that can be asked of the bot. Typed lines,
// buttons, forms and mentions all arrive as a Request, take the same path
// through the Dispatcher, and leave as a Reply.
//
// One noun, one file. A command is a value in All: its name, arguments and help
// stand beside the function that runs it. That function loads, asks a rule of
// internal/rollout, applies what it decided in one transaction, and lets view
// word the receipt.
package commands
