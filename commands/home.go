package commands

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// homePage is how many things a page of what waits on somebody shows.
const homePage = 10

// cmdHome is the bare command: what waits on the asker, and examples. It has
// no name to type.
var cmdHome = &Command{Needs: rollout.RightRead, Run: func(c *Call) (Reply, error) { return c.home(0) }}

var cmdTodo = &Command{
	Name: "todo", Short: "What waits on you, over all agents, worst first", Needs: rollout.RightRead,
	Run: func(c *Call) (Reply, error) {
		from, err := c.takeFrom()
		if err != nil {
			return Reply{}, err
		}
		if err := c.done(); err != nil {
			return Reply{}, err
		}
		return c.home(from)
	},
}

// home is a page of what waits on the asker, over all plans.
func (c *Call) home(from int) (Reply, error) {
	var waits []rollout.Waiting
	none := false
	err := c.View(func(tx store.Tx) error {
		ids, err := store.States(tx, "", 1)
		if err != nil {
			return err
		}
		none = len(ids) == 0
		waits, err = c.everyWait(tx)
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	page := view.HomePage{Total: len(waits), Skipped: min(from, len(waits))}
	page.Examples = c.usable("status", "report it shows salary data", "oncall security at sat 22:00")
	if none {
		page.Examples = c.usable("plan import", "help", "status")
	}
	page.Waits = waits[page.Skipped:min(page.Skipped+homePage, len(waits))]
	if next := page.Skipped + len(page.Waits); next < len(waits) {
		page.More = fmt.Sprintf("todo from %d", next)
	}
	return say(view.Home(page, c.Now)), nil
}

// usable are the examples whose command the asker may use: nobody is shown what
// would be refused.
func (c *Call) usable(examples ...string) []string {
	return slices.DeleteFunc(examples, func(line string) bool {
		words := strings.Fields(line)
		return !slices.ContainsFunc(c.all, func(cmd *Command) bool {
			name := strings.Fields(cmd.Name)
			return len(name) <= len(words) && slices.Equal(name, words[:len(name)]) && c.mayUse(cmd) == nil
		})
	})
}
