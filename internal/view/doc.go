// Package view words everything that people see: cards, notices, answers and
// forms, as plain values that a transport turns into the chat's own blocks.
//
// A function here takes records and now and returns a Card or a Form; it loads
// nothing and decides nothing. Text that people wrote goes through Esc, so that
// nobody can make the bot ping the world or forge a link.
package view
