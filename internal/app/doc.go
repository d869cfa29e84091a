// Package app is the program as a value: New opens the store and wires the
// rooms together, Start listens and works, Stop ends. Tests, the playground and
// `serve` start the same thing; nothing is wired differently for tests.
package app
