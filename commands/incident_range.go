package commands

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// idRange is a range of incidents in one word: "1-3", "inc-1–inc-3".
var idRange = regexp.MustCompile(`^(?:inc-?|#)?([0-9]{1,9})(?:-|–|—|\.\.+)(?:inc-?|#)?([0-9]{1,9})$`)

// noRange refuses a range of incidents at the line's front, behind the ids before
// it. Incidents that lie beside each other have seldom the same end, so that those
// of them which could be meant are named on a button.
func (c *Call) noRange(before []idAt) error {
	word := strings.TrimRight(c.Line.Peek(), ":,.")
	m := idRange.FindStringSubmatch(word)
	if m == nil {
		return nil
	}
	rest := *c.Line
	rest.Raw()
	var ids []string
	for _, l := range before {
		ids = append(ids, l.id)
	}
	meant, err := c.liveBetween(m[1], m[2])
	if err != nil {
		return err
	}
	var lines []string
	if n := len(ids) + len(meant); len(meant) > 0 && n <= mostIncidents {
		line := c.Cmd.Name + " " + strings.Join(append(ids, meant...), " ")
		if !rest.Empty() {
			line += ": " + rest.Left()
		}
		lines = []string{line}
	}
	u := c.unknown(word, lines...)
	u.said = "“" + clip(word, 60) + "” is a range of incidents, and ranges are not read; nothing was done."
	u.instead = "Name each incident, `/rollout " + c.Cmd.Name + " INC-1 INC-2`."
	return u
}

// liveBetween are the incidents of a range that the asker may see and that the
// command could be about; none of a range that is longer than a line may be.
func (c *Call) liveBetween(first, last string) (ids []string, err error) {
	from, err1 := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	if err1 != nil || err2 != nil || to < from || to-from >= mostIncidents {
		return nil, nil
	}
	err = c.View(func(tx store.Tx) error {
		for n := from; n <= to; n++ {
			in, _, err := c.visible(tx, "INC-"+strconv.Itoa(n), "")
			var unseen *rollout.Problem
			switch {
			case err == nil && in.Live() && c.couldMean(in):
				ids = append(ids, in.ID)
			case err != nil && !errors.As(err, &unseen):
				return err
			}
		}
		return nil
	})
	return ids, err
}
