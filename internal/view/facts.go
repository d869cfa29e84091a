package view

import (
	"strconv"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// facts are the plain data of a notice or happening, by the names of package
// rollout. A fact that is missing or unreadable reads as the zero value: a
// message is worded from what there is.
type facts map[string]string

func (f facts) user(name string) rollout.UserID { return rollout.UserID(f[name]) }

func (f facts) time(name string) time.Time {
	t, _ := time.Parse(time.RFC3339, f[name])
	return t
}

// day is a day of the calendar, worded; "" when there is none.
func (f facts) day(name string) string {
	d, err := rollout.ParseDay(f[name])
	if err != nil {
		return ""
	}
	return dayText(d)
}

func (f facts) number(name string) int {
	n, _ := strconv.Atoi(f[name])
	return n
}

func (f facts) places(name string) []rollout.Place {
	var all []rollout.Place
	for _, p := range strings.Fields(f[name]) {
		all = append(all, rollout.Place(p))
	}
	return all
}

// roles are names separated by commas, as facts hold the roles of a step.
func (f facts) roles(name string) string {
	var all []string
	for _, r := range strings.Split(f[name], ", ") {
		if r != "" {
			all = append(all, Role(r))
		}
	}
	return List(all, 3)
}

// masked reports whether nothing may be said but that there is a private
// incident.
func (f facts) masked() bool { return f[rollout.FactPrivate] != "" && f[rollout.FactText] == "" }

// lateLine is late as a line of a message of its own.
func (f facts) lateLine() string {
	if late := f.late(); late != "" {
		return "This comes " + late + "."
	}
	return ""
}

// late says why something comes later than it was due.
func (f facts) late() string {
	if n := f.number(rollout.FactLate); n > 0 {
		return Duration(time.Duration(n)*time.Second) + " late, since the bot was down"
	}
	return ""
}
