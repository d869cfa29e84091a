package commands

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// frozen is a record, or what else rollout knows of an action, as a receipt holds
// it: as it was when it was done. It is of no type of view, so that other words
// cannot make a receipt unreadable. Plain values can always be marshalled; one that cannot is
// a fault of ours, which the transaction turns into an error.
func frozen(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Errorf("a receipt of a %T: %w", v, err))
	}
	return string(b)
}

// thawed is what a receipt holds under a name.
func thawed[T any](r rollout.Receipt, name string) (v T, err error) {
	err = json.Unmarshal([]byte(r.Facts[name]), &v)
	return v, err
}

// moment adds to a receipt whether anything was changed, and when.
func (c *Call) moment(changed bool, more ...string) map[string]string {
	return facts(append([]string{"changed", strconv.FormatBool(changed), "at", c.Now.UTC().Format(time.RFC3339)}, more...)...)
}

// momentOf is what moment has put into a receipt.
func momentOf(r rollout.Receipt) (changed bool, at time.Time, err error) {
	at, err = time.Parse(time.RFC3339, r.Facts["at"])
	return r.Facts["changed"] == "true", at, err
}
