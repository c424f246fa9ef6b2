-- Older versions left the counts of groups and friends as they were when an account with edges was deleted.
UPDATE groups SET edge_count = counted.members, max_count = greatest(max_count, counted.members)
    FROM (SELECT g.id AS group_id, count(e.user_id) AS members
        FROM groups g LEFT JOIN group_edge e ON e.group_id = g.id AND e.state <= 2 GROUP BY g.id) AS counted
    WHERE groups.id = counted.group_id AND groups.edge_count <> counted.members;
UPDATE users SET edge_count = counted.edges
    FROM (SELECT u.id AS user_id, count(e.source_id) AS edges
        FROM users u LEFT JOIN user_edge e ON e.source_id = u.id GROUP BY u.id) AS counted
    WHERE users.id = counted.user_id AND users.edge_count <> counted.edges;
