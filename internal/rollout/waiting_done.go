package rollout

import (
	"slices"
	"strings"
)

// TakesDone reports whether somebody on whom a thing waits may mean it by "done": a
// step that they do, an incident that they have, a criterion or a review that wants
// their word. What is to be decided is not done by a word that does not name it.
func (w Waiting) TakesDone() bool {
	return slices.Contains([]Todo{TodoPauseStep, TodoStop, TodoResolve, TodoTick, TodoReview}, w.Todo)
}

// NamedBy is how many words of a line name a thing that waits on somebody, from the
// front; 0 when they name another. words are in lower case.
func (w Waiting) NamedBy(words []string) int {
	switch {
	case len(words) == 0:
		return 0
	case w.Review != nil:
		name := NameWords(w.Review.Review.Item)
		if n := len(name) - 1; n >= 0 && n < len(words) && slices.Equal(name[:n], words[:n]) && named(words[n], name[n]) > 0 {
			return n + 1
		}
		row := strings.ToLower(string(w.Review.Review.Row))
		return named(words[0], row, strings.TrimPrefix(row, "r"))
	case w.Tick != nil:
		return named(words[0], strings.ToLower(w.Tick.Key))
	case w.Incident != nil:
		return named(words[0], strings.ToLower(w.Incident.ID))
	case w.Step > 0:
		return named(words[0], number(w.Step))
	}
	return 0
}

// named is 1 when a word is one of names, however it is closed.
func named(word string, names ...string) int {
	if slices.Contains(names, strings.TrimRight(word, ".,:;")) {
		return 1
	}
	return 0
}
