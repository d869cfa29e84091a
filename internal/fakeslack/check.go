package fakeslack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Surfaces on which blocks can be shown.
const (
	onMessage = "message"
	onModal   = "modal"
	onHome    = "home"
)

// checker collects what is wrong with a list of blocks or a view. Each complaint ends with a JSON pointer, as Slack's do.
type checker struct {
	surface  string
	problems []string
	blockIDs map[string]bool
	actions  map[string]bool // action ids of the block being looked at
	inputs   int             // input blocks seen
	focused  int             // elements that want the cursor
	markdown int             // characters of all markdown blocks
	tables   int
}

func newChecker(surface string) *checker {
	return &checker{surface: surface, blockIDs: map[string]bool{}}
}

func (c *checker) add(path, format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf("[ERROR] "+format+" [json-pointer:%s]", append(args, path)...))
}

// rule looks at one value.
type rule func(c *checker, path string, v any)

// shape describes an object: its fields, those it needs, and what else must hold. A field that is not listed is refused.
type shape struct {
	need   []string
	fields map[string]rule
	also   rule
}

func (c *checker) object(path string, v any, s shape) {
	o, ok := v.(map[string]any)
	if !ok {
		c.add(path, "must be an object")
		return
	}
	for _, k := range s.need {
		if _, ok := o[k]; !ok {
			c.add(path, "missing required field: %s", k)
		}
	}
	for _, k := range sortedKeys(o) {
		if k == "type" {
			continue
		}
		look, known := s.fields[k]
		switch {
		case !known:
			c.add(path, "invalid additional property: %s", k)
		case o[k] == nil:
			c.add(path+"/"+k, "must not be null")
		default:
			look(c, path+"/"+k, o[k])
		}
	}
	if s.also != nil {
		s.also(c, path, o)
	}
}

func sortedKeys(o map[string]any) []string {
	keys := make([]string, 0, len(o))
	for k := range o {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// characters of a string, as people count them.
func characters(s string) int { return utf8.RuneCountInString(s) }

func (c *checker) length(path, s string, low, high int) {
	switch n := characters(s); {
	case n < low:
		c.add(path, "must be more than %d characters", low-1)
	case n > high:
		c.add(path, "must be less than %d characters", high+1)
	}
}

// text is a bare string between two lengths.
func text(low, high int) rule {
	return func(c *checker, path string, v any) {
		s, ok := v.(string)
		if !ok {
			c.add(path, "must be a string")
			return
		}
		c.length(path, s, low, high)
	}
}

func oneOf(words ...string) rule {
	return func(c *checker, path string, v any) {
		if s, ok := v.(string); !ok || !slices.Contains(words, s) {
			c.add(path, "must be one of: %s", strings.Join(words, ", "))
		}
	}
}

func boolean(c *checker, path string, v any) {
	if _, ok := v.(bool); !ok {
		c.add(path, "must be a boolean")
	}
}

func integer(low, high int64) rule {
	return func(c *checker, path string, v any) {
		n, ok := v.(json.Number)
		if !ok {
			c.add(path, "must be an integer")
			return
		}
		i, err := n.Int64()
		if err != nil || i < low || i > high {
			c.add(path, "must be an integer from %d to %d", low, high)
		}
	}
}

// list is an array between two lengths whose items all obey a rule.
func list(low, high int, item rule) rule {
	return func(c *checker, path string, v any) {
		items, ok := v.([]any)
		if !ok {
			c.add(path, "must be an array")
			return
		}
		if len(items) < low {
			c.add(path, "no fewer than %d items required", low)
		}
		if len(items) > high {
			c.add(path, "no more than %d items allowed", high)
		}
		for i, x := range items {
			item(c, fmt.Sprintf("%s/%d", path, i), x)
		}
	}
}

func anything(*checker, string, any) {}

// textObject is a text composition object. Where only plain text may stand, mrkdwn is refused.
func textObject(plainOnly bool, low, high int) rule {
	return func(c *checker, path string, v any) {
		o, _ := v.(map[string]any)
		switch kind := o["type"]; {
		case kind == "plain_text":
			c.object(path, v, shape{need: []string{"text"}, fields: map[string]rule{"text": text(low, high), "emoji": boolean}})
		case kind == "mrkdwn" && !plainOnly:
			c.object(path, v, shape{need: []string{"text"}, fields: map[string]rule{"text": text(low, high), "verbatim": boolean}})
		case plainOnly:
			c.add(path, "must be a plain_text object")
		default:
			c.add(path, "must be a plain_text or mrkdwn object")
		}
	}
}

func plain(low, high int) rule { return textObject(true, low, high) }
func rich(low, high int) rule  { return textObject(false, low, high) }

// checkBlocks looks at all blocks of a message or a view.
func (c *checker) checkBlocks(path string, blocks any) {
	most := 50
	if c.surface != onMessage {
		most = 100
	}
	list(0, most, (*checker).block)(c, path, blocks)
	if c.markdown > 12000 {
		c.add(path, "markdown blocks must be less than 12001 characters together")
	}
	if c.tables > 1 {
		c.add(path, "no more than 1 table allowed")
	}
	if c.focused > 1 {
		c.add(path, "no more than 1 element may have focus_on_load")
	}
}
